package dev.chancery.faults;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between application and database and, once it is told to, acknowledges commits of the log that were not made: it
 * begins a transaction on the appender's connection of which the application does not know, and says after each statement that
 * it is committed. The server has them until the connection breaks, and then no more.
 *
 * <p>It speaks as much of PostgreSQL's protocol (version 3, without encryption) as that takes: a message is a letter, its own
 * length in four bytes, and a body; only the first has no letter.
 */
final class LyingRelay implements AutoCloseable {

    private static final String APPEND = "UPDATE log_head";
    private static final byte[] BEGIN = "BEGIN\0".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress database;
    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lies = new AtomicInteger();
    private volatile boolean lying;

    LyingRelay(InetSocketAddress database) throws IOException {
        this.database = database;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on what is appended is acknowledged and not committed. */
    void lie() {
        lying = true;
    }

    /** Statements that were acknowledged and not committed. */
    int lies() {
        return lies.get();
    }

    private void listen() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofPlatform().start(() -> relay(client));
            }
        } catch (IOException closed) {
            // The relay was closed.
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket server = new Socket()) {
            sockets.add(client);
            sockets.add(server);
            server.connect(database);
            Session session = new Session(client, server);
            Thread answers = Thread.ofPlatform().start(session::answers);
            session.questions();
            server.shutdownOutput();
            answers.join();
        } catch (IOException gone) {
            // When one side goes away the other is let go.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(listener);
        sockets.forEach(LyingRelay::close);
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One connection. A driver asks the next only when it has been answered, up to {@code ReadyForQuery}. */
    private final class Session {

        private final Socket client;
        private final Socket server;
        private volatile boolean begun;
        private volatile boolean beginIsAnswered;

        Session(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void questions() throws IOException {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
            byte[] startup = body(in);
            out.writeInt(startup.length + Integer.BYTES);
            out.write(startup);
            out.flush();
            boolean appends = false;
            boolean answered = false;
            for (int type = in.read(); type >= 0; type = in.read()) {
                byte[] body = body(in);
                appends |= type == 'P' && new String(body, StandardCharsets.ISO_8859_1).contains(APPEND);
                if (lying && appends && answered && !begun) {
                    begun = true;
                    write(out, 'Q', BEGIN);
                }
                write(out, type, body);
                answered = type == 'S' || type == 'Q';
            }
        }

        void answers() {
            try {
                DataInputStream in = new DataInputStream(server.getInputStream());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
                for (int type = in.read(); type >= 0; type = in.read()) {
                    byte[] body = body(in);
                    if (begun && !beginIsAnswered) {
                        beginIsAnswered = type == 'Z';
                        continue;
                    }
                    if (begun && type == 'Z' && body[0] == 'T') {
                        body[0] = 'I';
                        lies.incrementAndGet();
                    }
                    write(out, type, body);
                }
                client.close();
            } catch (IOException gone) {
                close(client);
            }
        }

        private static byte[] body(DataInputStream in) throws IOException {
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return body;
        }

        private static void write(DataOutputStream out, int type, byte[] body) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
            out.flush();
        }
    }
}
