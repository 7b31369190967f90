package dev.chancery.gateway;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A record in memory, whose readers are told of what was committed when the test says so. */
public final class MemoryLog implements EventLog {

    private final List<Recorded> events = new CopyOnWriteArrayList<>();
    private final List<Reader> readers = new CopyOnWriteArrayList<>();

    /** Is run whenever somebody takes an event of a stream that he has asked for. */
    public volatile Runnable whileRead = () -> {};

    /** Commits events, and tells nobody yet. */
    public void commit(String stream, Event... committed) {
        for (Event event : committed) {
            long sequence =
                    events.stream().filter(e -> e.stream().equals(stream)).count();
            events.add(new Recorded(
                    events.size(),
                    "e-" + events.size(),
                    stream,
                    sequence,
                    Instant.ofEpochSecond(events.size()),
                    event));
        }
    }

    /** Tells the readers of what they have not taken, in one batch. */
    public void tell() {
        readers.forEach(Reader::tell);
    }

    /** Commits events and tells of them. */
    public void append(String stream, Event... committed) {
        commit(stream, committed);
        tell();
    }

    /** Tells the readers once more of everything from a position on. */
    public void tellAgain(long from) {
        readers.forEach(reader -> reader.position = from);
        tell();
    }

    /** All events of a stream. */
    public Stream<Event> events(String stream) {
        return events.stream().filter(e -> e.stream().equals(stream)).map(Recorded::event);
    }

    @Override
    public long size() {
        return events.size();
    }

    @Override
    public List<StoredEvent> read(long from, int limit) {
        return events.stream().skip(from).limit(limit).map(MemoryLog::stored).toList();
    }

    @Override
    public List<StoredEvent> readStream(String stream) {
        return events.stream()
                .filter(e -> e.stream().equals(stream))
                .map(MemoryLog::stored)
                .toList();
    }

    @Override
    public List<Event> state(String stream) {
        List<Event> state = events(stream).toList();
        return new AbstractList<>() {
            @Override
            public Event get(int index) {
                whileRead.run();
                return state.get(index);
            }

            @Override
            public int size() {
                return state.size();
            }
        };
    }

    private static StoredEvent stored(Recorded e) {
        return new StoredEvent(
                e.position(), e.id(), e.stream(), e.sequence(), "name", 1, e.at(), new byte[0], new byte[0]);
    }

    @Override
    public Recorded decode(StoredEvent event) {
        return events.get((int) event.position());
    }

    @Override
    public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
        Reader following = new Reader(from, reader);
        readers.add(following);
        return following;
    }

    private final class Reader implements Following {

        private final Consumer<List<Recorded>> reader;
        private volatile long position;

        Reader(long from, Consumer<List<Recorded>> reader) {
            this.position = from;
            this.reader = reader;
        }

        void tell() {
            List<Recorded> batch = new ArrayList<>(events.subList((int) position, events.size()));
            if (!batch.isEmpty()) {
                reader.accept(batch);
                position += batch.size();
            }
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public boolean await(long until, Duration atMost) {
            return position >= until;
        }

        @Override
        public void close() {
            readers.remove(this);
        }
    }
}
