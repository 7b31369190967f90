package dev.chancery.app.start;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.CannotStart;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.eventstore.home.Home;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.web.security.AgentKey;
import dev.chancery.query.web.security.Credentials;
import dev.chancery.query.web.security.CredentialsFile;
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
 * The hashes are written last, when all else is on disk; a crash or a power cut before that leads to new secrets, never to ones
 * that nobody has, and none after it to a home that cannot be started on.
 */
public final class FirstRun {

    private static final Logger LOG = LoggerFactory.getLogger(FirstRun.class);
    private static final String FILE = "first-run.json";
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path home;
    private final String url;

    /**
     * The first run of a home.
     *
     * @param url where the console will be
     */
    public FirstRun(Path home, String url) {
        this.home = home;
        this.url = url;
    }

    /** Waits until another node, which leads, has made the credentials. */
    public Credentials awaitCredentials(Duration atMost) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (!Files.exists(CredentialsFile.in(home))) {
            if (System.nanoTime() - giveUp > 0) {
                throw new CannotStart("There are no credentials in " + home
                        + ", and this node does not lead: do all nodes use one home?");
            }
            Thread.sleep(LOOK);
        }
        return CredentialsFile.read(home);
    }

    /** The credentials of the home, made when there are none. */
    public Credentials credentials(Policy policy, Commands commands) throws IOException {
        if (!Files.exists(CredentialsFile.in(home))) {
            AgentId agent = policy.agents().isEmpty()
                    ? null
                    : policy.agents().getFirst().id();
            String agentKey = "";
            if (agent != null) {
                AgentKey key = AgentKey.random(new SecureRandom());
                commands.send(new IssueAgentKey(agent, key.keyId(), key.sha256()));
                agentKey = key.key();
            }
            CredentialsFile.Issued issued = CredentialsFile.generate(new SecureRandom());
            write(issued, agentKey);
            try (Stream<Path> policies = Files.list(home.resolve("policy"))) {
                flush(policies.toList());
            }
            CredentialsFile.write(home, issued);
            flush(List.of());
        }
        return CredentialsFile.read(home);
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

    private void write(CredentialsFile.Issued issued, String agentKey) throws IOException {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("url", url);
        secrets.put("adminUser", issued.adminUser());
        secrets.put("adminPassword", issued.adminPassword());
        secrets.put("agentKey", agentKey);
        secrets.put("apiToken", issued.apiToken());
        String json =
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(secrets) + "\n";
        Home.write(home.resolve(FILE), json.getBytes(StandardCharsets.UTF_8));
        LOG.info("The first secrets are in {}; keep what you need and delete the file", home.resolve(FILE));
    }
}
