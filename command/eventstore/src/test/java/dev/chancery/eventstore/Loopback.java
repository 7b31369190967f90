package dev.chancery.eventstore;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A real HTTP server on a free port of this machine. */
public final class Loopback implements AutoCloseable {

    /** What is answered. */
    public record Answer(int status, String type, byte[] body) {

        public static Answer text(int status, String body) {
            return new Answer(status, "text/plain", body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private final HttpServer server;

    public Loopback(String path, Function<byte[], Answer> answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(path, exchange -> {
            try (exchange) {
                Answer said = answer.apply(exchange.getRequestBody().readAllBytes());
                exchange.getResponseHeaders().set("Content-Type", said.type());
                exchange.sendResponseHeaders(said.status(), said.body().length == 0 ? -1 : said.body().length);
                exchange.getResponseBody().write(said.body());
            }
        });
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
