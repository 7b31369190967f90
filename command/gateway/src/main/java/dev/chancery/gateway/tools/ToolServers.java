package dev.chancery.gateway.tools;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Upstream;
import dev.chancery.gateway.sandbox.OpenSandbox;
import dev.chancery.gateway.sandbox.SandboxFailed;
import dev.chancery.gateway.sandbox.Sandboxes;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * The upstream MCP servers (MCP 2025-11-25). One that is reached by Streamable HTTP has one client, which initialises itself
 * when it is first used and is replaced after a failure; credentials go to its own address only, as redirects are not
 * followed. One that is a program is started anew for each call, and each time that it is asked for its tools, and is then
 * ended. One that is made of commands is described by the policy, and the command of a tool is started for each call.
 */
public final class ToolServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ToolServers.class);

    /** They write what servers answer into their logs, at every level, and a raw answer may hold personal data. */
    private static final List<String> TALKATIVE =
            List.of("io.modelcontextprotocol", "reactor.core.publisher.Operators");

    private static final TypeReference<Map<String, Object>> SCHEMA = new TypeReference<>() {};
    private static final int SERVERS = 256;

    /** Shorter than servers keep an idle session. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final ToolSettings settings;
    private final Sandboxes sandboxes;
    private final Programs programs;
    private final Cache<Policy.ToolServer, McpSyncClient> clients;
    private final Cache<Policy.ToolServer, Listing> listings;

    public ToolServers(ToolSettings settings, Sandboxes sandboxes) {
        LoggingSystem logging = LoggingSystem.get(ToolServers.class.getClassLoader());
        TALKATIVE.forEach(name -> logging.setLogLevel(name, LogLevel.OFF));
        this.settings = settings;
        this.sandboxes = sandboxes;
        this.programs = new Programs(settings);
        this.clients = Caffeine.newBuilder()
                .maximumSize(SERVERS)
                .expireAfterAccess(IDLE)
                .removalListener((server, client, cause) -> closeLater((McpSyncClient) client))
                .build();
        this.listings = Caffeine.newBuilder()
                .maximumSize(SERVERS)
                .expireAfter(Expiry.<Policy.ToolServer, Listing>creating((server, listing) ->
                        listing.problem == null ? settings.listingLifetime() : settings.failureLifetime()))
                .build();
    }

    /** What came of a call. */
    sealed interface Answer {

        /** The server answered. */
        record Answered(McpSchema.CallToolResult result) implements Answer {}

        /** The server gave no usable answer; the detail may quote it and has to be sanitised. */
        record Failed(String detail) implements Answer {}

        /** The server was not asked. */
        record NotMade(String detail) implements Answer {}
    }

    /**
     * A call that is over.
     *
     * @param sandbox in which the server's program ran, null when it is no program
     */
    record Made(Answer answer, @Nullable SandboxClosed sandbox) {}

    /** The tools of a server; none, and a line in the log, when it cannot be asked. */
    List<McpSchema.Tool> tools(Policy.ToolServer server) {
        return listings.get(server, this::list).tools;
    }

    /** Why the tools of a server could not be listed when it was asked last; empty when they could, or it was not asked. */
    public Optional<String> problem(Policy.ToolServer server) {
        return Optional.ofNullable(listings.getIfPresent(server)).map(listing -> listing.problem);
    }

    /**
     * Calls a tool once: the SDK does not tell whether a call that failed was taken, and a call may do harm twice.
     *
     * @param opening records that a program is about to be started; when it throws, none is
     * @param sanitise replaces personal data in the names of files that a program changed
     */
    Made call(
            Policy.ToolServer server,
            String tool,
            Map<String, Object> arguments,
            Consumer<Upstream.Program> opening,
            UnaryOperator<String> sanitise) {
        var request =
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
        if (server.upstream() instanceof Upstream.Remote remote) {
            return new Made(answer(server, () -> with(server, remote, client -> client.callTool(request))), null);
        }
        if (server.upstream() instanceof Upstream.Commands commands) {
            Optional<String> broken = commands.tool(tool)
                    .flatMap(command -> command.arguments().broken(JsonRpc.JSON.<JsonNode>valueToTree(arguments)));
            if (broken.isPresent()) {
                return new Made(
                        new Answer.NotMade("The arguments are not what the tool takes (" + broken.get() + ")."), null);
            }
        }
        Upstream.Program program = server.program(tool).orElseThrow();
        opening.accept(program);
        return run(
                server,
                program,
                server.upstream() instanceof Upstream.Commands
                        ? sandbox -> programs.tell(sandbox, arguments)
                        : sandbox -> programs.speak(sandbox, client -> client.callTool(request)),
                sanitise);
    }

    private Made run(
            Policy.ToolServer server,
            Upstream.Program program,
            Function<OpenSandbox, McpSchema.CallToolResult> conversation,
            UnaryOperator<String> sanitise) {
        OpenSandbox sandbox;
        try {
            sandbox = sandboxes.open(program, Programs.environment(program), Sandboxes.Writing.AS_GRANTED);
        } catch (SandboxFailed | NoCredential e) {
            log.atError()
                    .addKeyValue("server", server.id())
                    .addKeyValue("detail", e.getMessage())
                    .log("The program of a tool server was not started");
            return new Made(
                    new Answer.NotMade(String.valueOf(e.getMessage())),
                    OpenSandbox.notStarted(program.sandbox() == null ? Confinement.NONE : Confinement.BUBBLEWRAP));
        }
        try (sandbox) {
            Answer answer = answer(server, () -> conversation.apply(sandbox));
            SandboxClosed closed = sandbox.close(sanitise);
            return new Made(
                    closed.end() == SandboxEnd.OUT_OF_TIME && !(answer instanceof Answer.Answered)
                            ? new Answer.Failed("The program of the tool server did not answer in its time.")
                            : answer,
                    closed);
        }
    }

    private Answer answer(Policy.ToolServer server, Supplier<McpSchema.CallToolResult> call) {
        try {
            return new Answer.Answered(call.get());
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

    /** @param problem why there are none, null when the server was up */
    private record Listing(
            List<McpSchema.Tool> tools, @Nullable String problem) {}

    private Listing list(Policy.ToolServer server) {
        try {
            List<McpSchema.Tool> tools = switch (server.upstream()) {
                case Upstream.Remote remote ->
                    CompletableFuture.supplyAsync(() -> pagesOrAgain(server, remote), Thread::startVirtualThread)
                            .orTimeout(settings.listTimeout().toMillis(), TimeUnit.MILLISECONDS)
                            .join();
                case Upstream.Program program -> pages(program);
                case Upstream.Commands commands ->
                    commands.tools().stream().map(ToolServers::described).toList();
            };
            return new Listing(tools, null);
        } catch (RuntimeException e) {
            String problem = explain(e);
            log.atWarn()
                    .addKeyValue("server", server.id())
                    .addKeyValue("detail", problem)
                    .log("A tool server cannot be listed and is left out");
            return new Listing(List.of(), problem);
        }
    }

    /** A command says nothing of itself, so the policy does. */
    private static McpSchema.Tool described(Policy.CommandTool command) {
        return McpSchema.Tool.builder(
                        command.tool(),
                        JsonRpc.JSON.readValue(command.arguments().json(), SCHEMA))
                .description(command.description())
                .build();
    }

    /** A server that was started anew does not know the session of before: listing is harmless, so it is tried twice. */
    private List<McpSchema.Tool> pagesOrAgain(Policy.ToolServer server, Upstream.Remote remote) {
        try {
            return pages(server, remote);
        } catch (RuntimeException e) {
            return pages(server, remote);
        }
    }

    /** A program that is asked for its tools cannot write, where it runs in a sandbox. */
    private List<McpSchema.Tool> pages(Upstream.Program program) {
        try (OpenSandbox sandbox = sandboxes.open(program, Programs.environment(program), Sandboxes.Writing.NOT_NOW)) {
            return programs.speak(
                    sandbox,
                    client -> client.listTools(McpSchema.FIRST_PAGE)
                            .expand(page -> page.tools().isEmpty()
                                            || page.nextCursor() == null
                                            || page.nextCursor().isEmpty()
                                    ? Mono.empty()
                                    : client.listTools(page.nextCursor()))
                            .concatMapIterable(McpSchema.ListToolsResult::tools)
                            .take(settings.toolsPerServer())
                            .collectList()
                            .timeout(settings.listTimeout()));
        }
    }

    private List<McpSchema.Tool> pages(Policy.ToolServer server, Upstream.Remote remote) {
        List<McpSchema.Tool> tools = new ArrayList<>();
        String cursor = null;
        do {
            String from = cursor;
            McpSchema.ListToolsResult page = with(server, remote, client -> client.listTools(from));
            tools.addAll(page.tools());
            // A page without a tool ends the walk, so that a server cannot lead it on for ever.
            cursor = page.tools().isEmpty() ? null : page.nextCursor();
        } while (cursor != null && !cursor.isEmpty() && tools.size() < settings.toolsPerServer());
        return List.copyOf(tools.subList(0, Math.min(tools.size(), settings.toolsPerServer())));
    }

    /** A client that failed is replaced; an error in the terms of JSON-RPC is an answer and no failure of the client. */
    private <T> T with(Policy.ToolServer server, Upstream.Remote remote, Function<McpSyncClient, T> use) {
        McpSyncClient client = clients.get(server, key -> client(remote));
        try {
            return use.apply(client);
        } catch (RuntimeException e) {
            if (cause(e, McpError.class) == null) {
                clients.asMap().remove(server, client);
            }
            throw e;
        }
    }

    private McpSyncClient client(Upstream.Remote remote) {
        String credential = remote.apiKey() == null ? null : credential(remote.apiKey());
        var transport = HttpClientStreamableHttpTransport.builder(remote.url())
                .endpoint(remote.url())
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
    static String credential(String reference) {
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

    private static NoCredential noCredential(String reference, @Nullable Exception why) {
        log.atError().addKeyValue("reference", reference).log("A tool server's credential is not there");
        return new NoCredential("No credential at " + reference, why);
    }

    /** What the policy names is not there. */
    static final class NoCredential extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NoCredential(String message, @Nullable Exception why) {
            super(message, why);
        }
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
        SandboxFailed failed = cause(e, SandboxFailed.class);
        if (failed != null) {
            return String.valueOf(failed.getMessage());
        }
        if (cause(e, EOFException.class) != null) {
            return "The tool server ended before it had answered.";
        }
        StdioTransport.Unusable unusable = cause(e, StdioTransport.Unusable.class);
        if (unusable != null) {
            return "The tool server gave no usable answer: " + unusable.getMessage() + ".";
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
