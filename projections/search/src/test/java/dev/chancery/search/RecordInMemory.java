package dev.chancery.search;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A log and contents in memory; events are kept as the real log keeps them. */
final class RecordInMemory implements EventLog, ContentStore {

    static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final String UNKNOWN = "task.of-tomorrow";

    private final String name;
    private final EventCodec codec = new EventCodec();
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<ContentId, Content> contents = new ConcurrentHashMap<>();
    private int failures;

    /**
     * An empty log.
     *
     * @param name that the ids of its events begin with
     */
    RecordInMemory(String name) {
        this.name = name;
    }

    /** The next reads fail. */
    synchronized void fail(int reads) {
        failures = reads;
    }

    /** One hour lies between two events. */
    synchronized void append(String stream, Event... news) {
        for (Event event : news) {
            add(stream, codec.nameOf(event).name(), codec.nameOf(event).revision(), codec.encode(event));
        }
    }

    /** An event that only a newer version can read. */
    synchronized void appendUnknown(String stream) {
        add(stream, UNKNOWN, 1, new byte[] {'{', '}'});
    }

    private void add(String stream, String name, int revision, byte[] payload) {
        long position = events.size();
        long sequence = readStream(stream).size();
        Instant at = START.plus(Duration.ofHours(position));
        events.add(
                new StoredEvent(position, name + position, stream, sequence, name, revision, at, payload, new byte[0]));
        notifyAll();
    }

    /** A text in the content store. */
    ContentRef text(String id, String text) {
        Content content = Content.of(new ContentId(id), new byte[Content.SALT_BYTES], text);
        contents.put(new ContentId(id), content);
        return content.ref();
    }

    void erase(String id) {
        contents.remove(new ContentId(id));
    }

    @Override
    public Optional<Content> find(ContentId id) {
        return Optional.ofNullable(contents.get(id));
    }

    @Override
    public synchronized long size() {
        return events.size();
    }

    @Override
    public synchronized List<StoredEvent> read(long from, int limit) {
        if (failures > 0) {
            failures--;
            throw new RecordUnavailable("The disk is away", null);
        }
        int start = (int) Math.min(from, events.size());
        return List.copyOf(events.subList(start, (int) Math.min(events.size(), (long) start + limit)));
    }

    @Override
    public synchronized List<StoredEvent> readStream(String stream) {
        return events.stream().filter(e -> e.stream().equals(stream)).toList();
    }

    @Override
    public Recorded decode(StoredEvent e) {
        return new Recorded(
                e.position(),
                e.id(),
                e.stream(),
                e.sequence(),
                e.at(),
                codec.decode(e.name(), e.revision(), e.payload()));
    }

    @Override
    public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
        Reader following = new Reader(from, (Tolerant) reader);
        following.thread.start();
        return following;
    }

    /** Hands one event after the other on, again after a failure. */
    private final class Reader implements Following {
        private final Tolerant reader;
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
        private long position;
        private boolean closed;

        Reader(long from, Tolerant reader) {
            this.position = from;
            this.reader = reader;
        }

        private void run() {
            try {
                StoredEvent next = next();
                while (next != null) {
                    if (taken(next)) {
                        synchronized (RecordInMemory.this) {
                            position++;
                            RecordInMemory.this.notifyAll();
                        }
                    }
                    next = next();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private StoredEvent next() throws InterruptedException {
            synchronized (RecordInMemory.this) {
                while (!closed && position == events.size()) {
                    RecordInMemory.this.wait();
                }
                return closed ? null : events.get((int) position);
            }
        }

        private boolean taken(StoredEvent event) {
            try {
                if (event.name().equals(UNKNOWN)) {
                    reader.unreadable(event, new IllegalStateException(UNKNOWN));
                } else {
                    reader.accept(List.of(decode(event)));
                }
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        }

        @Override
        public long position() {
            synchronized (RecordInMemory.this) {
                return position;
            }
        }

        @Override
        public boolean await(long end, Duration atMost) throws InterruptedException {
            long deadline = System.nanoTime() + atMost.toNanos();
            synchronized (RecordInMemory.this) {
                while (position < end) {
                    long left = (deadline - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return false;
                    }
                    RecordInMemory.this.wait(left);
                }
                return true;
            }
        }

        @Override
        public void close() {
            synchronized (RecordInMemory.this) {
                closed = true;
                RecordInMemory.this.notifyAll();
            }
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
