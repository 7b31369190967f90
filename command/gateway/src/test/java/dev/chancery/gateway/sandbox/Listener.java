package dev.chancery.gateway.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback that says what the first line was that it was told. */
final class Listener implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerSocket listening;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    Listener() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    connections.incrementAndGet();
                    Thread.startVirtualThread(() -> answer(socket));
                }
            } catch (IOException e) {
                // It was closed.
                Thread.currentThread().interrupt();
            }
        });
    }

    private void answer(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            String line = in.readLine();
            if (line != null) {
                socket.getOutputStream().write(("you said " + line + "\n").getBytes(US_ASCII));
                socket.shutdownOutput();
                while (in.readLine() != null) {
                    assertThat(socket.isOutputShutdown()).isTrue();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended.incrementAndGet();
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Its port at a host. */
    String at(String host) {
        return host + ":" + port();
    }

    int connections() {
        return connections.get();
    }

    /** Connections that are over. */
    int ended() {
        return ended.get();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void eventually(Callable<Boolean> condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        try {
            while (!condition.call()) {
                assertThat(Instant.now()).isBefore(deadline);
                Thread.onSpinWait();
            }
        } catch (Exception e) {
            throw new AssertionError("What was waited for cannot be asked", e);
        }
    }
}
