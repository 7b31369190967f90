package dev.chancery.app.accounts;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.CannotStart;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.eventstore.home.Home;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.web.security.AgentKey;
import dev.chancery.query.web.security.ApiToken;
import dev.chancery.query.web.security.Passwords;
import dev.chancery.query.web.security.ReadableSecret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands out the first secrets: once, in {@code first-run.json} (mode 600) in the home. Elsewhere only their hashes are kept.
 * The accounts are complete last, when all else is on disk; a crash or a power cut before that leads to new secrets, never to ones
 * that nobody has, and none after it to a home that cannot be started on.
 *
 * <p>A home of a version without accounts has its administrator and its API token in {@code secrets/credentials.json}. Both go on
 * to open what they did, but for reviews, for which a token is left in {@code secrets/review-token}.
 */
public final class FirstRun {

    private static final Logger LOG = LoggerFactory.getLogger(FirstRun.class);
    private static final String FILE = "first-run.json";
    private static final String REVIEW_TOKEN = "secrets/review-token";
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path home;
    private final String url;
    private final FirstAccounts accounts;

    /** What {@code secrets/credentials.json} held. */
    private record OldCredentials(String adminUser, String adminPasswordHash, String apiTokenSha256) {
        @Override
        public String toString() {
            return "OldCredentials[hidden]";
        }
    }

    /**
     * The first run of a home.
     *
     * @param url where the console will be
     */
    public FirstRun(Path home, String url, FirstAccounts accounts) {
        this.home = home;
        this.url = url;
        this.accounts = accounts;
    }

    /** Waits until another node, which leads, has opened the first accounts. */
    public void await(Duration atMost) throws InterruptedException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (!accounts.areThere()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new CannotStart("Nobody could sign in: no account administers that has a password in " + home
                        + ", and this node does not lead. Do all nodes use one home?");
            }
            Thread.sleep(LOOK);
        }
    }

    /** Opens the first accounts when there are none, or takes those of before over. */
    public void run(Policy policy, Commands commands) throws IOException {
        Path old = home.resolve("secrets").resolve("credentials.json");
        if (!accounts.areThere()) {
            if (Files.exists(old)) {
                takeOver(JSON.readValue(Files.readAllBytes(old), OldCredentials.class));
            } else {
                handOut(policy, commands);
            }
        }
        if (Files.deleteIfExists(old)) {
            flush(List.of());
        }
    }

    private void handOut(Policy policy, Commands commands) throws IOException {
        AgentId agent =
                policy.agents().isEmpty() ? null : policy.agents().getFirst().id();
        String agentKey = "";
        if (agent != null) {
            AgentKey key = AgentKey.random(new SecureRandom());
            commands.send(new IssueAgentKey(agent, key.keyId(), key.sha256()));
            agentKey = key.key();
        }
        AccountId admin = accounts.administrator();
        String password = ReadableSecret.random(new SecureRandom());
        ApiToken apiToken = ApiToken.random(new SecureRandom());
        ApiToken reviewToken = ApiToken.random(new SecureRandom());
        write(admin, password, agentKey, apiToken, reviewToken);
        try (Stream<Path> policies = Files.list(home.resolve("policy"))) {
            flush(policies.toList());
        }
        accounts.reviewer(reviewToken);
        accounts.administrator(
                admin, apiToken.id(), apiToken.sha256(), Passwords.encoder().encode(password), true);
    }

    private void takeOver(OldCredentials old) throws IOException {
        ApiToken reviewToken = ApiToken.random(new SecureRandom());
        Home.write(home.resolve(REVIEW_TOKEN), (reviewToken.bearer() + "\n").getBytes(StandardCharsets.UTF_8));
        flush(List.of());
        accounts.reviewer(reviewToken);
        accounts.administrator(
                new AccountId(old.adminUser()),
                old.apiTokenSha256().substring(0, 8),
                old.apiTokenSha256(),
                old.adminPasswordHash(),
                false);
        LOG.info(
                "The administrator {} keeps password and API token, and reviews no more: who administers does not. A token of"
                        + " the account {}, which does, is in {}; keep it elsewhere and delete the file",
                old.adminUser(),
                FirstAccounts.REVIEWER,
                home.resolve(REVIEW_TOKEN));
    }

    /**
     * Makes these files durable, and that there are such: only those that the first run depends on, since others are being
     * replaced meanwhile.
     */
    private void flush(List<Path> files) throws IOException {
        if (!home.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return; // Windows knows no flush of a directory, nor of a file that is open for reading only.
        }
        List<Path> directories = List.of(home.resolve("policy"), home.resolve("secrets"), home);
        for (Path entry : Stream.concat(files.stream(), directories.stream()).toList()) {
            try (FileChannel channel = FileChannel.open(entry, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (NoSuchFileException e) {
                LOG.atDebug().addKeyValue("file", entry).log("Went away before it was flushed");
            }
        }
    }

    private void write(AccountId admin, String password, String agentKey, ApiToken apiToken, ApiToken reviewToken)
            throws IOException {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("url", url);
        secrets.put("adminUser", admin.value());
        secrets.put("adminPassword", password);
        secrets.put("agentKey", agentKey);
        secrets.put("apiToken", apiToken.bearer());
        secrets.put("reviewToken", reviewToken.bearer());
        String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(secrets) + "\n";
        Home.write(home.resolve(FILE), json.getBytes(StandardCharsets.UTF_8));
        LOG.info("The first secrets are in {}; keep what you need and delete the file", home.resolve(FILE));
    }
}
