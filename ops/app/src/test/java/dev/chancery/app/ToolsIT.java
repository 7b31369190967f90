package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AtRest;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An agent that speaks MCP, and a tool server that it reaches through Chancery only. */
class ToolsIT {

    private static final String MAIL = "erika.mustermann@example.com";
    private static final String OWNER = "hans.meier@example.org";

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: embedded/extractive, provider: embedded, model: extractive, tier: filter, location: local,
                 contextTokens: 100000, maxOutputTokens: 4096}
            workflows:
              - {id: desk, purpose: Looks customers up, gate: autonomous}
            agents:
              - {id: clerk, owner: Customer service, purpose: Looks customers up, workflows: [desk], tools: [crm/find]}
            toolServers:
              - {id: crm, url: '%s', tools: [find, delete]}
            """;

    @TempDir
    private static Path directory;

    private static final List<McpSchema.CallToolRequest> CALLS = new CopyOnWriteArrayList<>();
    private static final Map<String, JsonNode> EVENTS = new TreeMap<>();
    private static List<McpSchema.Tool> listed;
    private static McpSchema.CallToolResult found;
    private static McpSchema.CallToolResult denied;
    private static AuditPack pack;

    @BeforeAll
    static void callToolsAndStop() throws Exception {
        var transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .build();
        McpSyncServer server = McpServer.sync(transport)
                .serverInfo("crm", "1")
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .tools(tool("find"), tool("delete"))
                .build();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
        context.addServletMappingDecoded("/mcp", "mcp");
        tomcat.start();
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(
                policy.resolve("chancery.yaml"),
                POLICY.formatted("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/mcp"));
        try (ChanceryProcess chancery = ChanceryProcess.start(directory.resolve("home"));
                McpSyncClient agent = agent(chancery)) {
            listed = agent.listTools().tools();
            found = agent.callTool(call("crm__find"));
            denied = agent.callTool(call("crm__delete"));
            for (McpSchema.CallToolResult result : List.of(found, denied)) {
                EVENTS.put(task(result), chancery.get("/api/tasks/" + task(result) + "/events"));
            }
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> chancery.get("/api/tasks/" + task(found) + "/events")
                            .toString()
                            .contains("task.output-delivered"));
            pack = AuditPack.of(chancery, directory.resolve("pack.zip"));
        } finally {
            server.close();
            tomcat.stop();
            tomcat.destroy();
        }
    }

    @Test
    void listsOnlyTheToolThatWasGranted() {
        assertThat(listed).extracting(McpSchema.Tool::name).containsExactly("crm__find");
    }

    @Test
    void callsTheGrantedToolWithoutPersonalDataAndRecordsIt() {
        assertThat(found.isError()).isFalse();
        assertThat(((McpSchema.TextContent) found.content().getFirst()).text())
                .startsWith("Found {mail=[EMAIL_ADDRESS_1")
                .contains("owner [EMAIL_ADDRESS_2");
        assertThat(CALLS).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo("find");
            assertThat(call.arguments().get("mail").toString()).startsWith("[EMAIL_ADDRESS_1");
        });
        assertThat(names(found))
                .containsSubsequence("tool.call-requested", "tool.call-authorized", "tool.call-completed");
    }

    @Test
    void forwardsNothingThatWasNotGrantedAndRecordsTheDenial() {
        assertThat(denied.isError()).isTrue();
        assertThat(denied.meta()).containsEntry("dev.chancery/code", "tool_denied");
        assertThat(names(denied)).containsSubsequence("tool.call-requested", "tool.call-denied");
        assertThat(CALLS).noneMatch(call -> call.name().equals("delete"));
    }

    @Test
    void keepsPersonalDataOfArgumentsAndResultsInNoFile() {
        // when
        Path home = directory.resolve("home");
        AtRest.Seen seen =
                AtRest.search(List.of(MAIL, OWNER), home, directory.resolve("home-process.log"), pack.file());

        // then not even the placeholders are there to be read, but what the events say of them is
        assertThat(seen.found()).isEmpty();
        assertThat(AtRest.search(List.of("[EMAIL_ADDRESS_1"), home).found()).isEmpty();
        assertThat(AtRest.search(List.of("EMAIL_ADDRESS"), home).found()).isNotEmpty();
    }

    @Test
    void exportsAPackThatVerifiesAndReplays() {
        // when
        AuditPack.Run verified = pack.verify();
        AuditPack.Run replayed = pack.replay();

        // then
        assertThat(verified.exit()).as(verified.said()).isZero();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
        assertThat(replayed.said()).contains("of 2 tasks", " 0 different");
    }

    private static McpSyncClient agent(ChanceryProcess chancery) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder(chancery.url())
                        .endpoint("/mcp")
                        .requestBuilder(HttpRequest.newBuilder()
                                .header("Authorization", "Bearer " + chancery.firstRun("agentKey")))
                        .build())
                .build();
    }

    private static McpSchema.CallToolRequest call(String tool) {
        return McpSchema.CallToolRequest.builder(tool)
                .arguments(Map.of("mail", MAIL))
                .build();
    }

    private static McpServerFeatures.SyncToolSpecification tool(String name) {
        return McpServerFeatures.SyncToolSpecification.builder()
                .tool(McpSchema.Tool.builder(name, Map.of("type", "object"))
                        .description("Will " + name + " a customer")
                        .build())
                .callHandler((exchange, request) -> {
                    CALLS.add(request);
                    return McpSchema.CallToolResult.builder()
                            .addTextContent("Found " + request.arguments() + ", owner " + OWNER)
                            .build();
                })
                .build();
    }

    private static String task(McpSchema.CallToolResult result) {
        return String.valueOf(result.meta().get("dev.chancery/task"));
    }

    private static List<String> names(McpSchema.CallToolResult result) {
        return EVENTS.get(task(result))
                .path("events")
                .valueStream()
                .map(event -> event.path("name").asString())
                .toList();
    }
}
