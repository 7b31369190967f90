package dev.chancery.views;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A log in memory that hands batches on as the real one does: in order, one thread, again after a failure. */
final class MemoryLog implements EventLog {

    static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
    private final List<Recorded> events = new ArrayList<>();
    private final Set<Long> unreadable = new LinkedHashSet<>();
    private final int batch;

    /** Events that no upcast is known for. */
    synchronized MemoryLog unreadable(Long... positions) {
        unreadable.clear();
        unreadable.addAll(List.of(positions));
        return this;
    }

    MemoryLog(int batch) {
        this.batch = batch;
    }

    synchronized MemoryLog append(String stream, Event... news) {
        for (Event event : news) {
            long sequence =
                    events.stream().filter(e -> e.stream().equals(stream)).count();
            add(stream, sequence, event);
        }
        return this;
    }

    /** Without counting the stream, for large logs. */
    synchronized void add(String stream, long sequence, Event event) {
        long position = events.size();
        events.add(new Recorded(position, "id-" + position, stream, sequence, START.plusMillis(position), event));
        notifyAll();
    }

    synchronized List<Recorded> recorded(long from, int limit) {
        int start = (int) Math.min(from, events.size());
        return List.copyOf(events.subList(start, (int) Math.min(events.size(), (long) start + limit)));
    }

    @Override
    public synchronized long size() {
        return events.size();
    }

    @Override
    public List<StoredEvent> read(long from, int limit) {
        return recorded(from, limit).stream().map(MemoryLog::stored).toList();
    }

    @Override
    public synchronized List<StoredEvent> readStream(String stream) {
        return events.stream()
                .filter(e -> e.stream().equals(stream))
                .map(MemoryLog::stored)
                .toList();
    }

    @Override
    public synchronized Recorded decode(StoredEvent event) {
        if (unreadable.contains(event.position())) {
            throw new IllegalStateException(
                    "Cannot read the event at position " + event.position(),
                    new IllegalArgumentException("revision 9 is not known here"));
        }
        return events.get((int) event.position());
    }

    private static StoredEvent stored(Recorded e) {
        return new StoredEvent(
                e.position(), e.id(), e.stream(), e.sequence(), "test", 1, e.at(), new byte[] {'{', '}'}, new byte[0]);
    }

    @Override
    public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
        Reader following = new Reader(from, reader);
        following.thread.start();
        return following;
    }

    private List<Recorded> readable(List<Recorded> batch) {
        return batch.stream().takeWhile(e -> !unreadable.contains(e.position())).toList();
    }

    private RuntimeException problem(StoredEvent event) {
        try {
            decode(event);
        } catch (IllegalStateException e) {
            return e;
        }
        throw new AssertionError("It can be read");
    }

    private final class Reader implements Following {
        private final Consumer<List<Recorded>> reader;
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
        private long position;
        private boolean closed;

        Reader(long from, Consumer<List<Recorded>> reader) {
            this.position = from;
            this.reader = reader;
        }

        private void run() {
            try {
                while (true) {
                    List<Recorded> next;
                    synchronized (MemoryLog.this) {
                        while (!closed && position == events.size()) {
                            MemoryLog.this.wait();
                        }
                        if (closed) {
                            return;
                        }
                        next = readable(recorded(position, batch));
                    }
                    try {
                        if (next.isEmpty()) {
                            StoredEvent stored = stored(events.get((int) position));
                            ((Tolerant) reader).unreadable(stored, problem(stored));
                            next = recorded(position, 1);
                        } else {
                            reader.accept(next);
                        }
                    } catch (RuntimeException e) {
                        continue;
                    }
                    synchronized (MemoryLog.this) {
                        position = next.getLast().position() + 1;
                        MemoryLog.this.notifyAll();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public long position() {
            synchronized (MemoryLog.this) {
                return position;
            }
        }

        @Override
        public boolean await(long end, Duration atMost) throws InterruptedException {
            long deadline = System.nanoTime() + atMost.toNanos();
            synchronized (MemoryLog.this) {
                while (position < end) {
                    long left = (deadline - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return false;
                    }
                    MemoryLog.this.wait(left);
                }
                return true;
            }
        }

        @Override
        public void close() {
            synchronized (MemoryLog.this) {
                closed = true;
                MemoryLog.this.notifyAll();
            }
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
