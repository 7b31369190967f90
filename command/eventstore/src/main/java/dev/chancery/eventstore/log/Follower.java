package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.EventLog.Following;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reader of the log and its thread. */
final class Follower implements Following {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int HANDED_OVER = 10 * Tail.BATCH;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final String name;
    private final Duration rest;
    private final Consumer<List<Recorded>> reader;
    private final PostgresEventLog log;
    private final Tail tail;
    private final Thread thread;

    /** Events from the tail that wait; with all that follows under this lock. */
    private final List<Recorded> handedOver = new ArrayList<>();

    private boolean live;
    private boolean closed;
    private long wanted;
    private long taken;
    private long awaited;
    private long restUntil = System.nanoTime();

    Follower(String name, long from, Duration rest, Consumer<List<Recorded>> reader, PostgresEventLog log, Tail tail) {
        this.name = name;
        this.wanted = from;
        this.taken = from;
        this.rest = rest;
        this.reader = reader;
        this.log = log;
        this.tail = tail;
        this.thread = Thread.ofPlatform().name("log-" + name).daemon().start(this::run);
    }

    /** First position that this follower does not have yet. */
    synchronized long wanted() {
        return wanted;
    }

    /** Hands a batch over; false when there is no room, and the follower has to read for itself. */
    synchronized boolean offer(long from, List<Recorded> batch) {
        if (closed || handedOver.size() >= HANDED_OVER) {
            live = false;
            notifyAll();
            return false;
        }
        int known = Math.clamp(wanted - from, 0, batch.size());
        if (known < batch.size()) {
            handedOver.addAll(batch.subList(known, batch.size()));
            wanted = from + batch.size();
            notifyAll();
        }
        return true;
    }

    /** From now on it reads for itself. */
    synchronized void dropOut() {
        live = false;
        notifyAll();
    }

    private void run() {
        try {
            Duration pause = SHORTEST_PAUSE;
            for (List<Recorded> batch = List.of(); !isClosed(); ) {
                try {
                    if (batch.isEmpty()) {
                        batch = next();
                    }
                    if (!batch.isEmpty()) {
                        reader.accept(batch);
                        took(batch.getLast().position() + 1);
                        batch = List.of();
                    }
                    pause = SHORTEST_PAUSE;
                } catch (RuntimeException e) {
                    LOG.atError()
                            .addKeyValue("reader", name)
                            .addKeyValue("position", position())
                            .setCause(e)
                            .log("A reader of the log failed; it will be tried again");
                    pause = pause(pause);
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("reader", name).log("A reader of the log was interrupted");
        } finally {
            tail.leave(this);
        }
    }

    /** The next batch; empty when there was none yet, or when closed. */
    private List<Recorded> next() throws InterruptedException {
        synchronized (this) {
            while (live && handedOver.isEmpty() && !closed) {
                wait();
            }
            for (long left = rest(); left > 0; left = rest()) {
                wait(left);
            }
            if (!handedOver.isEmpty()) {
                List<Recorded> first = handedOver.subList(0, Math.min(handedOver.size(), Tail.BATCH));
                List<Recorded> batch = List.copyOf(first);
                first.clear();
                return batch;
            }
        }
        List<Recorded> own = read();
        synchronized (this) {
            wanted += own.size();
            live = own.isEmpty();
        }
        if (own.isEmpty() && !tail.join(this)) {
            synchronized (this) {
                live = false;
            }
        }
        return own;
    }

    /** What can be read from here on. A reader that goes on after an event which cannot be is told of it. */
    private List<Recorded> read() {
        List<StoredEvent> batch = log.read(wanted(), Tail.BATCH);
        try {
            return log.decode(batch);
        } catch (RuntimeException unreadable) {
            return readable(batch);
        }
    }

    private List<Recorded> readable(List<StoredEvent> batch) {
        List<Recorded> own = new ArrayList<>();
        for (StoredEvent stored : batch) {
            try {
                own.add(log.decode(stored));
            } catch (RuntimeException e) {
                if (!own.isEmpty()) {
                    break;
                }
                if (!(reader instanceof EventLog.Tolerant tolerant)) {
                    throw e;
                }
                tolerant.unreadable(stored, e);
                passed(stored.position() + 1);
            }
        }
        return own;
    }

    private synchronized void passed(long position) {
        wanted = position;
        took(position);
    }

    /** Milliseconds to go on gathering; none when a batch is full, somebody waits, or there is more to read. */
    private long rest() {
        boolean gathering = live && !closed && awaited <= taken && handedOver.size() < Tail.BATCH;
        return gathering ? (restUntil - System.nanoTime() + 999_999) / 1_000_000 : 0;
    }

    private synchronized void took(long position) {
        taken = position;
        restUntil = System.nanoTime() + rest.toNanos();
        notifyAll();
    }

    private synchronized Duration pause(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toMillis(); left > 0 && !closed; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized long position() {
        return taken;
    }

    @Override
    public synchronized boolean await(long position, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        awaited = Math.max(awaited, position);
        notifyAll();
        while (taken < position) {
            long left = (until - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Returns when the reader is at rest, so that what it uses can be closed; a reader may close itself. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (!Thread.currentThread().equals(thread) && !thread.join(CLOSING)) {
                LOG.atWarn().addKeyValue("reader", name).log("A reader of the log does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
