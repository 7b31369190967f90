package dev.chancery.app.start;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.web.security.AgentKey;
import dev.chancery.query.web.security.Credentials;
import dev.chancery.query.web.security.CredentialsFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
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
            flush(home.resolve("policy"));
            flush(home);
            CredentialsFile.write(home, issued);
            flush(home.resolve("secrets"));
        }
        return CredentialsFile.read(home);
    }

    /** Makes the files of a directory durable, and that they are there. */
    private static void flush(Path directory) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        try (Stream<Path> files = Files.list(directory)) {
            // Windows knows no flush of a directory, nor of a file that is open for reading only.
            for (Path entry : Stream.concat(files, Stream.of(directory))
                    .filter(any -> posix)
                    .toList()) {
                try (FileChannel channel = FileChannel.open(entry, StandardOpenOption.READ)) {
                    channel.force(true);
                }
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
        Path part = Files.createTempFile(
                home,
                FILE,
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, json.getBytes(StandardCharsets.UTF_8));
        Files.move(part, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LOG.info("The first secrets are in {}; keep what you need and delete the file", home.resolve(FILE));
    }
}
