package dev.chancery.gateway.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * Carries bytes both ways between two connections. As a program, inside of a sandbox, it takes connections at a port of the
 * loopback there, which programs can be told to use as their proxy, and carries each to the Unix domain socket behind which
 * {@link Egress} decides. It is one class that needs nothing but the JDK, since nothing else is there.
 */
final class Relay {

    /** What it says once it takes connections. */
    static final String UP = "up";

    private static final int BUFFER = 16 << 10;

    private Relay() {}

    /** Relays a port to a socket, at most so many connections at a time: the arguments in this order. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        UnixDomainSocketAddress out = UnixDomainSocketAddress.of(arguments[1]);
        Semaphore free = new Semaphore(Integer.parseInt(arguments[2]));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            listening.bind(new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), Integer.parseInt(arguments[0])));
            System.out.println(UP);
            System.out.close();
            while (true) {
                free.acquire();
                SocketChannel inner = listening.accept();
                Thread.startVirtualThread(() -> {
                    relay(inner, out);
                    free.release();
                });
            }
        }
    }

    private static void relay(SocketChannel inner, UnixDomainSocketAddress out) {
        try (inner;
                SocketChannel outer = SocketChannel.open(out)) {
            between(inner, outer, there -> {}, back -> {});
        } catch (IOException e) {
            // The proxy takes no more; whoever asked sees a connection that is closed.
            close(inner);
        }
    }

    /** Carries until both sides have ended, or one is broken; the caller closes both. */
    static void between(SocketChannel one, SocketChannel other, LongConsumer there, LongConsumer back) {
        Thread wayBack = Thread.startVirtualThread(() -> carry(other, one, back));
        carry(one, other, there);
        try {
            wayBack.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One way. Its end is passed on; a break ends the other way too. */
    private static void carry(SocketChannel from, SocketChannel to, LongConsumer carried) {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (from.read(buffer) >= 0) {
                write(to, buffer.flip(), carried);
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    /** Writes all of it. */
    static void write(SocketChannel to, ByteBuffer bytes, LongConsumer carried) throws IOException {
        while (bytes.hasRemaining()) {
            carried.accept(to.write(bytes));
        }
    }

    /** Closes what is not used any more, and tells whether that went well, which changes nothing. */
    static boolean close(SocketChannel channel) {
        try {
            channel.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
