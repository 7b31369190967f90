package dev.chancery.gateway.judge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider on loopback that speaks OpenAI's chat completions at {@code /v1/chat/completions} and Anthropic's messages at
 * {@code /v1/messages}. It answers with what it was told to say, one after the other, the last for ever.
 */
final class JudgeProvider implements AutoCloseable {

    /** Said to have a request end with status 500. */
    static final String BROKEN = "\u0000broken";

    /** Said to have a request never answered. */
    static final String SILENT = "\u0000silent";

    private static final JsonMapper JSON = JsonMapper.shared();

    final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final Deque<String> words = new ConcurrentLinkedDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;

    JudgeProvider(String... words) throws IOException {
        this.words.addAll(List.of(words));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, """
                {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "judge-2026-10", "choices": [{"index": 0,
                 "message": {"role": "assistant", "content": %s}, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 40, "completion_tokens": 10, "total_tokens": 50}}"""));
        server.createContext("/v1/messages", exchange -> answer(exchange, """
                {"id": "msg_1", "type": "message", "role": "assistant", "model": "judge-2026-10", "content": [{"type": "text",
                 "text": %s}], "stop_reason": "end_turn", "stop_sequence": null,
                 "usage": {"input_tokens": 40, "output_tokens": 10}}"""));
        server.start();
    }

    private void answer(HttpExchange exchange, String frame) throws IOException {
        received.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
        String said = words.size() > 1 ? words.pop() : words.peek();
        if (SILENT.equals(said)) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        boolean broken = BROKEN.equals(said);
        byte[] body = (broken ? "{\"error\":{\"message\":\"broken\"}}" : frame.formatted(JSON.writeValueAsString(said)))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(broken ? 500 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
