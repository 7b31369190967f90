package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and decodes each new event once for all followers that have caught up. A follower that does not take its batches in
 * time drops out, reads for itself, and joins again when it has caught up.
 */
final class Tail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    static final int BATCH = 1_000;

    /** Within this time the appends of other processes are seen. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Commits come in waves; waiting for a few of them costs a reader little and saves a query for each. */
    private static final Duration GATHER = Duration.ofMillis(3);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final PostgresEventLog log;
    private final List<Follower> live = new ArrayList<>();
    private final Thread thread;
    private long position;
    private long size;
    private boolean closed;

    Tail(PostgresEventLog log) {
        this.log = log;
        this.thread = Thread.ofPlatform().name("log-tail").daemon().start(this::run);
    }

    synchronized void grown(long newSize) {
        if (newSize > size) {
            size = newSize;
            notifyAll();
        }
    }

    /** Lets a follower in, unless the tail is already past what it needs next. */
    synchronized boolean join(Follower follower) {
        if (live.isEmpty()) {
            position = follower.wanted();
        }
        if (follower.wanted() < position) {
            return false;
        }
        live.add(follower);
        notifyAll();
        return true;
    }

    synchronized void leave(Follower follower) {
        live.remove(follower);
    }

    private void run() {
        try {
            while (awaitNews()) {
                try {
                    if (read() < BATCH) {
                        Thread.sleep(GATHER);
                    }
                } catch (RuntimeException e) {
                    LOG.atWarn().setCause(e).log("The end of the log cannot be read; it will be tried again");
                    Thread.sleep(PAUSE_AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The tail of the log was interrupted");
        }
    }

    /** Returns true when it is time to look for events, false when closed. */
    private synchronized boolean awaitNews() throws InterruptedException {
        while (!closed && live.isEmpty()) {
            wait();
        }
        long until = System.nanoTime() + LOOK.toNanos();
        for (long left = LOOK.toMillis(); !closed && size <= position && left > 0; ) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
        return !closed;
    }

    private int read() {
        long from;
        synchronized (this) {
            from = position;
        }
        List<StoredEvent> stored = log.read(from, BATCH);
        if (!stored.isEmpty()) {
            deliver(from, stored.stream().map(log::decode).toList());
        }
        return stored.size();
    }

    /** Nobody is told when the tail was moved meanwhile, to where a reader joined after all others had left. */
    private synchronized void deliver(long from, List<Recorded> batch) {
        if (position != from) {
            return;
        }
        position = from + batch.size();
        size = Math.max(size, position);
        live.removeIf(follower -> !follower.offer(from, batch));
    }

    /** Returns when nothing is being read any more, so that the database can be closed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
