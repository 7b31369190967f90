package dev.chancery.gateway.tools;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A real MCP server of the SDK on a port of its own, which remembers every call that reached it. */
final class UpstreamServer implements AutoCloseable {

    /** Calls in the order in which they came. */
    final List<McpSchema.CallToolRequest> calls = new CopyOnWriteArrayList<>();

    /** What came in {@code Authorization}. */
    final List<String> credentials = new CopyOnWriteArrayList<>();

    /** Lets {@code wait} answer. */
    final CountDownLatch release = new CountDownLatch(1);

    private final Tomcat tomcat = new Tomcat();
    private final McpSyncServer server;

    private UpstreamServer(int port) throws Exception {
        var transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .build();
        server = McpServer.sync(transport)
                .serverInfo("upstream", "1")
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .tools(
                        tool(
                                "find_customer",
                                call -> text("Found " + call.arguments() + ", mail erika.muster@example.org")),
                        tool("delete_customer", call -> text("Deleted")),
                        tool(
                                "photo",
                                call -> McpSchema.CallToolResult.builder()
                                        .addContent(McpSchema.ImageContent.builder("AAAA", "image/png")
                                                .build())
                                        .structuredContent(Map.of("owner", "erika.muster@example.org", "width", 12))
                                        .build()),
                        tool("break", call -> {
                            throw McpError.builder(-32000)
                                    .message(("no customer hans.mueller@example.org "
                                                    + call.arguments().getOrDefault("note", ""))
                                            .strip())
                                    .build();
                        }),
                        tool("flood", call -> text("x".repeat(200_000))),
                        tool("wait", call -> {
                            release.await();
                            return text("Waited");
                        }))
                .build();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        // A connection that is closed just when it is used again would be another fault than those that are asked for.
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "1");
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
        context.addServletMappingDecoded("/mcp", "mcp");
        var filter = new FilterDef();
        filter.setFilterName("credentials");
        filter.setAsyncSupported("true");
        filter.setFilter(new HttpFilter() {
            @Override
            protected void doFilter(
                    HttpServletRequest request, HttpServletResponse response, jakarta.servlet.FilterChain chain)
                    throws java.io.IOException, jakarta.servlet.ServletException {
                String credential = request.getHeader("Authorization");
                if (credential != null) {
                    credentials.add(credential);
                }
                chain.doFilter(request, response);
            }
        });
        context.addFilterDef(filter);
        var mapping = new FilterMap();
        mapping.setFilterName("credentials");
        mapping.addURLPattern("/*");
        context.addFilterMap(mapping);
        tomcat.start();
    }

    static UpstreamServer start() throws Exception {
        return new UpstreamServer(0);
    }

    /** One that has forgotten every session, where another was before. */
    static UpstreamServer startAt(int port) throws Exception {
        return new UpstreamServer(port);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/mcp";
    }

    @Override
    public void close() throws LifecycleException {
        if (release.getCount() == 0) {
            return;
        }
        release.countDown();
        server.close();
        tomcat.stop();
        tomcat.destroy();
    }

    private interface Handler {
        McpSchema.CallToolResult handle(McpSchema.CallToolRequest request) throws InterruptedException;
    }

    private McpServerFeatures.SyncToolSpecification tool(String name, Handler handler) {
        return McpServerFeatures.SyncToolSpecification.builder()
                .tool(McpSchema.Tool.builder(name, Map.of("type", "object"))
                        .description("The tool " + name)
                        .build())
                .callHandler((exchange, request) -> {
                    calls.add(request);
                    try {
                        return handler.handle(request);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .build();
    }

    private static McpSchema.CallToolResult text(String text) {
        return McpSchema.CallToolResult.builder().addTextContent(text).build();
    }
}
