package dev.chancery.gateway.tools;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.chancery.decisions.policy.Policy;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * The upstream MCP servers (Streamable HTTP, MCP 2025-11-25). Each has one client, which initialises itself when it is
 * first used and is replaced after a failure. Credentials go to the server's own address only: redirects are not followed.
 */
public final class ToolServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ToolServers.class);

    /** They write what servers answer into their logs, at every level, and a raw answer may hold personal data. */
    private static final List<String> TALKATIVE =
            List.of("io.modelcontextprotocol", "reactor.core.publisher.Operators");

    private static final int SERVERS = 256;

    /** Shorter than servers keep an idle session. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final ToolSettings settings;
    private final Cache<Policy.ToolServer, McpSyncClient> clients;
    private final Cache<Policy.ToolServer, Listing> listings;

    public ToolServers(ToolSettings settings) {
        LoggingSystem logging = LoggingSystem.get(ToolServers.class.getClassLoader());
        TALKATIVE.forEach(name -> logging.setLogLevel(name, LogLevel.OFF));
        this.settings = settings;
        this.clients = Caffeine.newBuilder()
                .maximumSize(SERVERS)
                .expireAfterAccess(IDLE)
                .removalListener((server, client, cause) -> closeLater((McpSyncClient) client))
                .build();
        this.listings = Caffeine.newBuilder()
                .maximumSize(SERVERS)
                .expireAfter(Expiry.<Policy.ToolServer, Listing>creating(
                        (server, listing) -> listing.up ? settings.listingLifetime() : settings.failureLifetime()))
                .build();
    }

    /** What came of a call. */
    sealed interface Answer {

        /** The server answered. */
        record Answered(McpSchema.CallToolResult result) implements Answer {}

        /** The server gave no usable answer; the detail may quote it and has to be sanitised. */
        record Failed(String detail) implements Answer {}
    }

    /** The tools of a server; none, and a line in the log, when it cannot be asked. */
    List<McpSchema.Tool> tools(Policy.ToolServer server) {
        return listings.get(server, this::list).tools;
    }

    /** Calls a tool once: the SDK does not tell whether a call that failed was taken, and a call may do harm twice. */
    Answer call(Policy.ToolServer server, String tool, Map<String, Object> arguments) {
        var request =
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
        try {
            return new Answer.Answered(with(server, client -> client.callTool(request)));
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("server", server.id())
                    .addKeyValue("error", e.getClass().getName())
                    .log("A tool call upstream failed");
            return new Answer.Failed(explain(e));
        }
    }

    @Override
    public void close() {
        clients.asMap().values().forEach(McpSyncClient::close);
        clients.invalidateAll();
    }

    private record Listing(List<McpSchema.Tool> tools, boolean up) {}

    private Listing list(Policy.ToolServer server) {
        try {
            return new Listing(
                    CompletableFuture.supplyAsync(() -> pagesOrAgain(server), Thread::startVirtualThread)
                            .orTimeout(settings.listTimeout().toMillis(), TimeUnit.MILLISECONDS)
                            .join(),
                    true);
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("server", server.id())
                    .addKeyValue("detail", explain(e))
                    .log("A tool server cannot be listed and is left out");
            return new Listing(List.of(), false);
        }
    }

    /** A server that was started anew does not know the session of before: listing is harmless, so it is tried twice. */
    private List<McpSchema.Tool> pagesOrAgain(Policy.ToolServer server) {
        try {
            return pages(server);
        } catch (RuntimeException e) {
            return pages(server);
        }
    }

    private List<McpSchema.Tool> pages(Policy.ToolServer server) {
        List<McpSchema.Tool> tools = new ArrayList<>();
        String cursor = null;
        do {
            String from = cursor;
            McpSchema.ListToolsResult page = with(server, client -> client.listTools(from));
            tools.addAll(page.tools());
            // A page without a tool ends the walk, so that a server cannot lead it on for ever.
            cursor = page.tools().isEmpty() ? null : page.nextCursor();
        } while (cursor != null && !cursor.isEmpty() && tools.size() < settings.toolsPerServer());
        return List.copyOf(tools.subList(0, Math.min(tools.size(), settings.toolsPerServer())));
    }

    /** A client that failed is replaced; an error in the terms of JSON-RPC is an answer and no failure of the client. */
    private <T> T with(Policy.ToolServer server, Function<McpSyncClient, T> use) {
        McpSyncClient client = clients.get(server, this::client);
        try {
            return use.apply(client);
        } catch (RuntimeException e) {
            if (cause(e, McpError.class) == null) {
                clients.asMap().remove(server, client);
            }
            throw e;
        }
    }

    private McpSyncClient client(Policy.ToolServer server) {
        String credential = server.apiKey() == null ? null : credential(server.apiKey());
        var transport = HttpClientStreamableHttpTransport.builder(server.url())
                .endpoint(server.url())
                .connectTimeout(settings.connectTimeout())
                .maxResponseSize(settings.resultBytes())
                .addHttpRequestCustomizer((request, method, address, body, context) -> {
                    if (credential != null) {
                        request.setHeader("Authorization", "Bearer " + credential);
                    }
                })
                .build();
        return McpClient.sync(transport)
                .clientInfo(
                        McpSchema.Implementation.builder("chancery", version()).build())
                .requestTimeout(settings.callTimeout())
                .initializationTimeout(settings.connectTimeout().plus(settings.listTimeout()))
                .build();
    }

    /** Calls of others may still be under way on a client that failed one, so it is closed when they must be over. */
    private void closeLater(@Nullable McpSyncClient client) {
        if (client != null) {
            CompletableFuture.delayedExecutor(settings.callTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(client::close);
        }
    }

    /** Reads {@code env:NAME} or {@code file:PATH} when a connection is made, so that a rotated key is found. */
    private static String credential(String reference) {
        try {
            String value = reference.startsWith("env:")
                    ? System.getenv(reference.substring("env:".length()))
                    : Files.readString(Path.of(reference.substring("file:".length())));
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        } catch (IOException | RuntimeException e) {
            throw noCredential(reference, e);
        }
        throw noCredential(reference, null);
    }

    private static IllegalStateException noCredential(String reference, @Nullable Exception why) {
        log.atError().addKeyValue("reference", reference).log("A tool server's credential is not there");
        return new IllegalStateException("No credential at " + reference, why);
    }

    static String version() {
        String version = ToolServers.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private String explain(RuntimeException e) {
        McpError refused = cause(e, McpError.class);
        if (refused != null) {
            var error = refused.getJsonRpcError();
            return error == null
                    ? "The tool server answered with an error."
                    : "The tool server answered with error " + error.code() + ": " + error.message();
        }
        if (cause(e, TimeoutException.class) != null || cause(e, HttpTimeoutException.class) != null) {
            return "The tool server did not answer in time.";
        }
        if (cause(e, ConnectException.class) != null) {
            return "The tool server cannot be reached.";
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "The tool server gave no usable answer (" + root.getClass().getSimpleName() + ").";
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
