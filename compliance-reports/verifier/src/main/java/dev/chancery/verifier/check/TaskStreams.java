package dev.chancery.verifier.check;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.StreamTable;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gathers the streams of tasks, each until its outcome has come; only those of tasks under way are in memory. */
final class TaskStreams {

    static final String TASK = "task/";

    /** So many tasks may be under way at once; a log has that many only when it is broken. */
    private static final int MAX_UNDER_WAY = 100_000;

    /**
     * A task.
     *
     * @param from position of its first event in the part that is read; those before it were earlier
     * @param request what was asked, when it is disclosed; that it is what the event means was verified before
     */
    record Task(
            String stream,
            TaskOpened opened,
            Instant at,
            long from,
            List<Event> events,
            List<Long> positions,
            @Nullable String request) {

        static Task of(StoredEvent stored, TaskOpened opened, long from, List<Line.Shown> contents) {
            return new Task(
                    stored.stream(),
                    opened,
                    stored.at(),
                    from,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    contents.stream()
                            .filter(shown -> shown.content()
                                    .equals(opened.request().content().value()))
                            .findFirst()
                            .map(Line.Shown::text)
                            .orElse(null));
        }

        void add(Event event, long position) {
            events.add(event);
            positions.add(position);
        }
    }

    /** What is told. */
    interface Reader {

        /** The outcome of a task has come, or the part has ended. */
        void finished(Task task);

        /** Something came after a task was finished. */
        void later(StoredEvent stored, Event event);

        /** A stream begins with this event in the part, and with no opening of a task. */
        void headless(StoredEvent stored, Event event);
    }

    private final EventCodec codec;
    private final Function<String, List<StoredEvent>> earlier;
    private final Reader reader;
    private final Map<String, Task> underWay = new LinkedHashMap<>();

    /** Of a task that was finished the position after its last event that belongs to it; of every other stream of a task 0. */
    private final StreamTable seen = new StreamTable();

    private @Nullable String ended;

    /** @param earlier what a stream had come to before the part begins, if that is wanted */
    TaskStreams(EventCodec codec, Function<String, List<StoredEvent>> earlier, Reader reader) {
        this.codec = codec;
        this.earlier = earlier;
        this.reader = reader;
    }

    /** Takes the next event of a stream of a task. */
    void take(StoredEvent stored, Event event, List<Line.Shown> contents) {
        String stream = stored.stream();
        if (ended != null && !ended.equals(stream)) {
            finish(ended);
        }
        long known = seen.get(stream);
        if (known == StreamTable.ABSENT) {
            seen.put(stream, 0);
            begin(stored, event, contents);
        }
        Task task = underWay.get(stream);
        if (task != null) {
            task.add(event, stored.position());
            // The outcome's commit may hold more of this stream; it is over when another stream goes on.
            ended = Acts.endsTask(stored.name()) ? stream : ended;
        } else if (known > 0) {
            reader.later(stored, event);
        }
    }

    /** The part is over. */
    void end() {
        List.copyOf(underWay.keySet()).forEach(this::finish);
    }

    /** Position after the last event that was told of a finished task. */
    long finished(String stream) {
        return seen.get(stream);
    }

    private void begin(StoredEvent stored, Event event, List<Line.Shown> contents) {
        if (stored.sequence() == 0 && event instanceof TaskOpened opened) {
            begin(Task.of(stored, opened, stored.position(), contents));
            return;
        }
        List<StoredEvent> before = stored.sequence() == 0 ? List.of() : earlier.apply(stored.stream());
        Task task = resumed(before, stored.position());
        if (task == null) {
            reader.headless(stored, event);
        } else {
            begin(task);
            ended = before.stream().anyMatch(e -> Acts.endsTask(e.name())) ? stored.stream() : ended;
        }
    }

    private void begin(Task task) {
        if (underWay.size() == MAX_UNDER_WAY) {
            throw new PackDefect(Verdict.UNVERIFIABLE, "More than " + MAX_UNDER_WAY + " tasks are under way at once.");
        }
        underWay.put(task.stream(), task);
    }

    /** A task as it was before the part begins; null when that does not begin with its opening. */
    @Nullable
    Task resumed(List<StoredEvent> before, long from) {
        if (before.isEmpty() || !(decode(before.getFirst()) instanceof TaskOpened opened)) {
            return null;
        }
        Task task = Task.of(before.getFirst(), opened, from, List.of());
        before.forEach(e -> task.add(decode(e), e.position()));
        return task;
    }

    private Event decode(StoredEvent stored) {
        return codec.decode(stored.name(), stored.revision(), stored.payload());
    }

    private void finish(String stream) {
        ended = null;
        Task task = underWay.remove(stream);
        if (task != null) {
            seen.put(stream, task.positions().getLast() + 1);
            reader.finished(task);
        }
    }
}
