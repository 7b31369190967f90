package dev.chancery.gateway.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks names up, in threads of its own: one that hangs would hold a thread on which all others of Chancery run. */
final class Names implements AutoCloseable {

    private static final int TOGETHER = 8;
    private static final int WAITING = 256;

    private final Lookup lookup;
    private final ThreadPoolExecutor threads;

    /** Knows the addresses of a name. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] of(String name) throws UnknownHostException;
    }

    Names(Lookup lookup) {
        this.lookup = lookup;
        this.threads = new ThreadPoolExecutor(
                TOGETHER,
                TOGETHER,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("sandbox-names-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The addresses of a name.
     *
     * @throws IOException when it has none, or nobody says so in time
     */
    List<InetAddress> of(String name, Duration limit) throws IOException {
        Future<InetAddress[]> found;
        try {
            found = threads.submit(() -> lookup.of(name));
        } catch (RejectedExecutionException e) {
            throw new IOException("Too many names are being looked up", e);
        }
        try {
            return List.of(found.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw new IOException("A name is not known", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("A name could not be looked up in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("A look-up was broken off", e);
        } finally {
            found.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
