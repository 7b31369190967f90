package dev.chancery.folds.figure;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.StreamTable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The events that came after a part of the log and say something of a period all the same: why its figures are others now. Each stream
 * of a task of the period takes some 24 bytes.
 */
public final class LaterEvents {

    /** What an event is about. */
    public enum About {
        /** A task that was opened in the period. */
        TASK,
        /** What the work of people costs, from whichever day on. */
        BASELINE,
        /** An incident that was opened in the period. */
        INCIDENT,
        /** Anything that was recorded before the period was over. */
        PERIOD
    }

    /**
     * Some events of a kind.
     *
     * @param first position of the first of them
     * @param last position of the last
     */
    public record Some(long count, long first, long last) {}

    private final FigureQuery then;
    private final long now;
    private final Function<Event, String> names;
    private final StreamTable tasks = new StreamTable();
    private final SortedSet<String> incidents = new TreeSet<>();
    private final Map<About, SortedMap<String, Some>> found = new EnumMap<>(About.class);

    /**
     * @param then the period, and what was known of it
     * @param now position after the last event that is known
     * @param names gives the stored name of an event
     */
    public LaterEvents(FigureQuery then, long now, Function<Event, String> names) {
        this.then = then;
        this.now = now;
        this.names = names;
    }

    /** Takes the next event, from the first of the log on. */
    public void take(Recorded recorded) {
        if (recorded.position() >= now) {
            return;
        }
        boolean within = then.isInPeriod(recorded.at());
        switch (recorded.event()) {
            case TaskOpened ignored -> {
                if (within) {
                    tasks.put(recorded.stream(), 0);
                }
            }
            case IncidentOpened e -> {
                if (within) {
                    incidents.add(e.incident());
                }
            }
            default -> {}
        }
        if (recorded.position() >= then.end()) {
            look(recorded);
        }
    }

    private void look(Recorded recorded) {
        if (tasks.get(recorded.stream()) != StreamTable.ABSENT) {
            add(About.TASK, recorded);
        }
        switch (recorded.event()) {
            case BaselineSet ignored -> add(About.BASELINE, recorded);
            case IncidentEvent e -> {
                if (incidents.contains(e.incident())) {
                    add(About.INCIDENT, recorded);
                }
            }
            default -> {}
        }
        if (recorded.at().isBefore(then.to())) {
            add(About.PERIOD, recorded);
        }
    }

    private void add(About about, Recorded recorded) {
        long at = recorded.position();
        found.computeIfAbsent(about, none -> new TreeMap<>())
                .merge(
                        names.apply(recorded.event()),
                        new Some(1, at, at),
                        (before, one) -> new Some(before.count() + 1, before.first(), at));
    }

    /** What was found, by stored name. */
    public SortedMap<String, Some> about(About about) {
        return Collections.unmodifiableSortedMap(found.getOrDefault(about, new TreeMap<>()));
    }
}
