package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.StdioToolServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tool servers that are programs: one in a sandbox and one without, and a Chancery that dies while one runs. */
class ToolProgramsIT {

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: embedded/extractive, provider: embedded, model: extractive, tier: filter, location: local,
                 contextTokens: 100000, maxOutputTokens: 4096}
            workflows:
              - {id: desk, purpose: Writes letters, gate: autonomous}
            agents:
              - {id: clerk, owner: Customer service, purpose: Writes letters, workflows: [desk], tools: [files/*, plain/read]}
            toolServers:
              - id: files
                command: &program [%1$s/bin/java, -Xmx64m, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1',
                  '-XX:-UsePerfData', -cp, %2$s, dev.chancery.simulated.StdioToolServer]
                sandbox: {read: [%1$s, %2$s], write: [%3$s], network: {allow: ['127.0.0.1:%4$d']}, seconds: 50}
                tools: [read, write, fetch, hang]
              - {id: plain, command: *program, sandbox: unconfined, tools: [read]}
            """;

    private static final List<Path> MADE = new ArrayList<>();

    @AfterAll
    static void clean() throws IOException {
        for (Path directory : MADE) {
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    @Test
    void runsProgramsAsThePolicySaysAndRecordsWhatBecameOfThem(@TempDir Path directory) throws Exception {
        // given
        HttpServer there = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        there.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        there.start();
        Path classes = classes();
        Path letters = everybodys("rwxrwxrwx");
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(
                policy.resolve("chancery.yaml"),
                POLICY.formatted(
                        System.getProperty("java.home"),
                        classes,
                        letters,
                        there.getAddress().getPort()));
        String written;
        String reached;
        String denied;
        String plain;
        AuditPack pack;
        try (ChanceryProcess chancery = ChanceryProcess.start(directory.resolve("home"))) {
            try (McpSyncClient agent = agent(chancery)) {
                // when
                List<McpSchema.Tool> tools = agent.listTools().tools();
                assumeSandboxed(chancery);
                assertThat(tools)
                        .extracting(McpSchema.Tool::name)
                        .containsExactlyInAnyOrder(
                                "files__read", "files__write", "files__fetch", "files__hang", "plain__read");
                McpSchema.CallToolResult write =
                        call(agent, "files__write", Map.of("path", letters + "/to-ada@example.org", "text", "Dear"));
                McpSchema.CallToolResult read = call(agent, "files__read", Map.of("path", "/etc/shadow"));
                // An address of the internet's protocol would reach the program as a placeholder.
                Path address = Files.writeString(
                        classes.resolve("address"),
                        "http://127.0.0.1:" + there.getAddress().getPort() + "/");
                McpSchema.CallToolResult fetch = call(agent, "files__fetch", Map.of("path", address.toString()));
                there.stop(0);
                McpSchema.CallToolResult unconfined = call(agent, "plain__read", Map.of("path", "/proc/self/comm"));

                // then
                assertThat(text(write)).isEqualTo("written");
                assertThat(text(read)).startsWith("failed NoSuchFile");
                assertThat(text(fetch)).startsWith("204");
                assertThat(text(unconfined)).isEqualTo("java");
                written = chancery.get("/api/tasks/" + task(write) + "/events").toString();
                reached = chancery.get("/api/tasks/" + task(fetch) + "/events").toString();
                denied = chancery.get("/api/tasks/" + task(read) + "/events").toString();
                plain = chancery.get("/api/tasks/" + task(unconfined) + "/events")
                        .toString();
            }
            // when it dies while a program runs
            Thread.startVirtualThread(() -> {
                try (McpSyncClient agent = agent(chancery)) {
                    call(agent, "files__hang", Map.of());
                }
            });
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> programs(classes) > 0
                            && chancery.get("/api/tasks?limit=1").toString().contains("OPENED"));
            chancery.kill();

            // then
            Eventually.holds(Duration.ofSeconds(10), () -> programs(classes) == 0);
        }
        try (ChanceryProcess chancery = ChanceryProcess.start(directory.resolve("home"))) {
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> chancery.get("/api/tasks?limit=1").toString().contains("ABANDONED"));
            pack = AuditPack.of(chancery, directory.resolve("pack.zip"));
        }
        AuditPack.Run verified = pack.verify();
        AuditPack.Run replayed = pack.replay();
        assertThat(written)
                .containsSubsequence("tool.call-authorized", "sandbox.opened", "sandbox.closed", "tool.call-completed")
                .contains("BUBBLEWRAP", "RESOURCE_LIMITS", letters + "/[EMAIL_ADDRESS_1", "CREATED")
                .doesNotContain("ada@example.org");
        assertThat(reached)
                .contains(
                        "\"network\":[\"127.0.0.1:" + there.getAddress().getPort() + "\"]",
                        "\"host\":\"127.0.0.1\",\"port\":" + there.getAddress().getPort() + ",\"connections\":1,");
        assertThat(denied).contains("\"changes\":[]");
        assertThat(plain)
                .contains("\"confinement\":\"NONE\"", "nobody looks there")
                .doesNotContain("BUBBLEWRAP");
        assertThat(verified.exit()).as(verified.said()).isZero();
        assertThat(verified.said()).contains("sandboxes");
        assertThat(replayed.exit()).as(replayed.said()).isZero();
        assertThat(replayed.said()).contains(" 0 different");
    }

    /** Ends the test when no sandbox can be made here; where the build is CI's, only when the kernel forbids it. */
    private static void assumeSandboxed(ChanceryProcess chancery) {
        for (JsonNode server : chancery.get("/api/tools").path("servers")) {
            String problem = server.path("problem").asString("");
            if (problem.contains("bubblewrap")) {
                boolean forbidden = problem.contains("ermission") || problem.contains("not permitted");
                assertThat("true".equals(System.getenv("CI")) && !forbidden)
                        .as(problem)
                        .isFalse();
                abort("No sandbox can be made here: " + problem);
            }
            assertThat(problem).isEmpty();
        }
    }

    private static long programs(Path classes) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(classes.toString()))
                .count();
    }

    /** Where whoever the sandbox is can read it, also when Chancery runs as root and the sandbox as nobody. */
    private static Path classes() throws IOException {
        Path root = everybodys("rwxr-xr-x");
        Path directory = root;
        for (String name : StdioToolServer.class.getPackageName().split("\\.")) {
            directory = Files.createDirectory(directory.resolve(name));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path file = directory.resolve("StdioToolServer.class");
        try (InputStream in = StdioToolServer.class.getResourceAsStream("StdioToolServer.class")) {
            Files.copy(in, file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return root;
    }

    private static Path everybodys(String permissions) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "chancery-programs");
        MADE.add(directory);
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    private static McpSyncClient agent(ChanceryProcess chancery) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder(chancery.url())
                        .endpoint("/mcp")
                        .requestBuilder(HttpRequest.newBuilder()
                                .header("Authorization", "Bearer " + chancery.firstRun("agentKey")))
                        .build())
                .requestTimeout(Duration.ofSeconds(55))
                .build();
    }

    private static McpSchema.CallToolResult call(McpSyncClient agent, String tool, Map<String, Object> arguments) {
        return agent.callTool(
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    private static String task(McpSchema.CallToolResult result) {
        return String.valueOf(result.meta().get("dev.chancery/task"));
    }
}
