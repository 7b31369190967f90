package dev.chancery.contracts.log;

import dev.chancery.contracts.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;

/** The record, read. Positions have no gap, so a reader that has seen {@code n} events has seen all of 0 … n-1. */
public interface EventLog {

    /** Number of committed events, which is the position of the next. */
    long size();

    /** Up to {@code limit} events from a position on, as they are kept. */
    List<StoredEvent> read(long from, int limit);

    /**
     * The position of the first event that was recorded at an instant or later, of those before {@code end}; {@code end} when there is none.
     * Instants rise with positions, but for the moments between the stamping and the committing of concurrent events.
     */
    default long firstAtOrAfter(Instant instant, long end) {
        long low = 0;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            List<StoredEvent> there = read(middle, 1);
            if (!there.isEmpty() && there.getFirst().at().isBefore(instant)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A stream from its first event, as it is kept. */
    List<StoredEvent> readStream(String stream);

    /** The streams whose names begin so, in the order of their first events. */
    default List<String> streams(String prefix) {
        SequencedSet<String> found = new LinkedHashSet<>();
        long position = 0;
        for (List<StoredEvent> some = read(position, 1_000); !some.isEmpty(); some = read(position, 1_000)) {
            some.stream()
                    .map(StoredEvent::stream)
                    .filter(stream -> stream.startsWith(prefix))
                    .forEach(found::add);
            position = some.getLast().position() + 1;
        }
        return List.copyOf(found);
    }

    /** The events that tell what a stream has come to, in order: all of it, or fewer that tell the same. */
    default List<Event> state(String stream) {
        return readStream(stream).stream().map(stored -> decode(stored).event()).toList();
    }

    /** Reads a stored event with today's eyes. */
    Recorded decode(StoredEvent event);

    /**
     * Calls {@code reader} with every event from a position on, in order, in batches, first the past and then each
     * new commit, until closed. One thread per reader; when the reader throws, the same batch comes again after a pause.
     *
     * @param name for logs and metrics
     * @param from first position wanted
     */
    Following follow(String name, long from, Consumer<List<Recorded>> reader);

    /**
     * The same for a reader whose every batch costs much.
     *
     * @param rest how long to gather events after a batch, at most; not when somebody {@linkplain Following#await waits}
     */
    default Following follow(String name, long from, Duration rest, Consumer<List<Recorded>> reader) {
        return follow(name, from, reader);
    }

    /** A reader that goes on after an event which cannot be read. For any other, the log ends there until it can be. */
    interface Tolerant extends Consumer<List<Recorded>> {

        /** Told in place of the event, in its turn; when this throws, it is told again after a pause. */
        void unreadable(StoredEvent event, RuntimeException why);
    }

    /** A reader at work. */
    interface Following extends AutoCloseable {

        /** Position after the last event that the reader has taken. */
        long position();

        /**
         * Waits until the reader has taken everything before a position.
         *
         * @return false when the time ran out
         */
        boolean await(long position, Duration atMost) throws InterruptedException;

        @Override
        void close();
    }
}
