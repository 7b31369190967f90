package dev.chancery.gateway.tools;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * MCP over the standard input and output of a program that somebody else starts and ends: one message a line. The SDK's own
 * transport starts the program itself, with an environment of its choice, and does not tell when it has ended.
 */
final class StdioTransport implements McpClientTransport {

    private final InputStream in;
    private final OutputStream out;
    private final int limit;
    private final McpJsonMapper json = McpJsonDefaults.getMapper();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    /** @param limit longest message of the program, in bytes */
    StdioTransport(InputStream in, OutputStream out, int limit) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.limit = limit;
    }

    /** The program said something that is no answer, and is not listened to any more. */
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /** Completes when the program says nothing more, exceptionally when it said too much. */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    @Override
    public Mono<Void> connect(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> Thread.startVirtualThread(() -> listen(handler)));
    }

    private void listen(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
        try {
            for (String line = line(); line != null; line = line()) {
                McpSchema.JSONRPCMessage message = message(line);
                if (message != null) {
                    handler.apply(Mono.just(message)).onErrorComplete().subscribe();
                }
            }
            ended.complete(null);
        } catch (IOException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    /** The next line, null when there is none. */
    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (line.size() >= limit) {
                throw new Unusable("it is longer than " + limit + " bytes");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Null for what is no message: some programs write what is meant for people there. */
    private McpSchema.@Nullable JSONRPCMessage message(String line) {
        try {
            return line.isBlank() ? null : McpSchema.deserializeJsonRpcMessage(json, line);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return Mono.fromCallable(() -> {
            byte[] line = (json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
            synchronized (out) {
                out.write(line);
                out.flush();
            }
            return null;
        });
    }

    /** The program is ended by whoever started it. */
    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }
}
