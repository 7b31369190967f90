package dev.chancery.gateway.tools;

import dev.chancery.decisions.policy.Policy.Upstream.Program;
import dev.chancery.gateway.sandbox.OpenSandbox;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.EOFException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Speaks MCP with programs that were started, one conversation each. */
final class Programs {

    /** An answer that came with the program's last breath is still on its way to who waits for it. */
    private static final long LAST_BREATH_MILLIS = 500;

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
            return answer.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The call was broken off", e);
        } finally {
            client.close();
        }
    }
}
