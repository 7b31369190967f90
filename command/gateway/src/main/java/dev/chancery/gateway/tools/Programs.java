package dev.chancery.gateway.tools;

import dev.chancery.decisions.policy.Policy.Upstream.Program;
import dev.chancery.gateway.sandbox.OpenSandbox;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Speaks with programs that were started, one conversation each: in MCP, or as a command is spoken to. */
final class Programs {

    /** An answer that came with the program's last breath is still on its way to who waits for it. */
    private static final long LAST_BREATH_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(Programs.class);

    private final ToolSettings settings;

    Programs(ToolSettings settings) {
        this.settings = settings;
    }

    /** The values of the variables that the policy gives a program. */
    static SortedMap<String, String> environment(Program program) {
        SortedMap<String, String> environment = new TreeMap<>();
        program.env().forEach((name, reference) -> environment.put(name, ToolServers.credential(reference)));
        return environment;
    }

    /**
     * Lets a program run that knows nothing of MCP: gives it the arguments as one JSON object and the end of its input, and
     * takes what it writes for the result.
     */
    McpSchema.CallToolResult tell(OpenSandbox sandbox, Map<String, Object> arguments) {
        sandbox.begin();
        CompletableFuture<McpSchema.CallToolResult> told = CompletableFuture.supplyAsync(
                () -> {
                    String said = exchange(sandbox, JsonRpc.JSON.writeValueAsBytes(arguments));
                    int exit = sandbox.awaitExit(settings.callTimeout());
                    return McpSchema.CallToolResult.builder()
                            .addTextContent(exit == 0 ? said : said + "\n(The command ended with " + exit + ".)")
                            .isError(exit != 0)
                            .build();
                },
                Thread::startVirtualThread);
        return answer(told.orTimeout(settings.callTimeout().toMillis(), TimeUnit.MILLISECONDS));
    }

    private String exchange(OpenSandbox sandbox, byte[] arguments) {
        // Beside the reading: a command may speak before it has listened.
        Thread.startVirtualThread(() -> {
            try (OutputStream input = sandbox.toProgram()) {
                input.write(arguments);
            } catch (IOException e) {
                log.atDebug().log("A command did not read its arguments to the end");
            }
        });
        try {
            byte[] said = sandbox.fromProgram().readNBytes(settings.resultBytes() + 1);
            if (said.length > settings.resultBytes()) {
                throw new StdioTransport.Unusable("it is longer than " + settings.resultBytes() + " bytes");
            }
            return new String(said, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a program run and speaks with it; it is ended by the caller. */
    <T> T speak(OpenSandbox sandbox, Function<McpAsyncClient, Mono<T>> words) {
        StdioTransport transport =
                new StdioTransport(sandbox.fromProgram(), sandbox.toProgram(), settings.resultBytes());
        McpAsyncClient client = McpClient.async(transport)
                .clientInfo(McpSchema.Implementation.builder("chancery", ToolServers.version())
                        .build())
                .requestTimeout(settings.callTimeout())
                .initializationTimeout(settings.connectTimeout().plus(settings.listTimeout()))
                .build();
        sandbox.begin();
        CompletableFuture<T> answer =
                client.initialize().then(Mono.defer(() -> words.apply(client))).toFuture();
        transport
                .ended()
                .whenComplete(
                        (nothing, e) -> CompletableFuture.delayedExecutor(LAST_BREATH_MILLIS, TimeUnit.MILLISECONDS)
                                .execute(() -> answer.completeExceptionally(
                                        e == null ? new EOFException("the program has ended") : e)));
        try {
            return answer(answer);
        } finally {
            client.close();
        }
    }

    private static <T> T answer(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The call was broken off", e);
        }
    }
}
