package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.Recorded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each new event to all followers that have caught up: as this process committed it, or, when another one did, read and
 * decoded once. A follower that does not take its batches in
 * time drops out, reads for itself, and joins again when it has caught up.
 */
final class Tail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    static final int BATCH = 1_000;

    /** Within this time the appends of other processes are seen. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Commits come in waves; waiting for a few of them costs a reader little and wakes it less often. */
    private static final Duration GATHER = Duration.ofMillis(3);

    /** Events committed here that wait for the tail; were there more, it would read them all. */
    private static final int FRESH = 20_000;

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final PostgresEventLog log;
    private final List<Follower> live = new ArrayList<>();
    private final Thread thread;

    /** Commits of this process in order; between two may lie those of others. */
    private final Deque<List<Recorded>> fresh = new ArrayDeque<>();

    private int freshEvents;
    private long position;
    private long size;
    private boolean closed;

    Tail(PostgresEventLog log) {
        this.log = log;
        this.thread = Thread.ofPlatform().name("log-tail").daemon().start(this::run);
    }

    synchronized void committed(List<Recorded> batch) {
        size = Math.max(size, batch.getLast().position() + 1);
        if (freshEvents > FRESH) {
            fresh.clear();
            freshEvents = 0;
        }
        if (!live.isEmpty()) {
            fresh.add(batch);
            freshEvents += batch.size();
        }
        notifyAll();
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
                    sendAway();
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
        List<Recorded> batch;
        synchronized (this) {
            from = position;
            batch = fresh(from);
        }
        if (batch.isEmpty()) {
            batch = log.decode(log.read(from, BATCH));
        }
        if (!batch.isEmpty()) {
            deliver(from, batch);
        }
        return batch.size();
    }

    /** What was committed here from a position on, up to the first event of another process. */
    private List<Recorded> fresh(long from) {
        List<Recorded> batch = new ArrayList<>();
        while (!fresh.isEmpty() && batch.size() < BATCH) {
            List<Recorded> next = fresh.getFirst();
            long known = from + batch.size() - next.getFirst().position();
            if (known < 0) {
                break;
            }
            batch.addAll(next.subList((int) Math.min(known, next.size()), next.size()));
            fresh.remove();
            freshEvents -= next.size();
        }
        return batch;
    }

    /** Each reads for itself until it has caught up: one may know how to go on after what another stops at. */
    private synchronized void sendAway() {
        live.forEach(Follower::dropOut);
        live.clear();
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
