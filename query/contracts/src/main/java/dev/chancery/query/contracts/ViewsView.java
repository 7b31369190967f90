package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the views stand.
 *
 * @param generation which building of the views answers, counted from 1
 * @param position how many events it has taken
 * @param lag how many events the log has beyond that
 * @param damaged views of this generation whose files are damaged; they do not answer until the next generation does
 * @param rebuilding the next generation; null when none is being built
 * @param last the last rebuild of this node since it was started; null when there was none
 */
public record ViewsView(
        State state,
        long generation,
        long position,
        long lag,
        List<String> damaged,
        @Nullable Rebuilding rebuilding,
        @Nullable Rebuilt last) {

    /** What the generation that answers is worth. */
    public enum State {
        /** It follows the log. */
        CURRENT,
        /** A part of its files is damaged. */
        DAMAGED,
        /** An earlier version built it: it answers where this version can read it, and takes no more events. */
        OUTDATED,
        /** There is none that belongs to this log. */
        MISSING
    }

    /** Why the views are built again. */
    public enum Reason {
        /** Somebody asked for it. */
        ASKED,
        /** To compare them with the log. */
        CHECK,
        /** The files of a view were found damaged. */
        DAMAGE,
        /** This version has other views. */
        NEW_SHAPE,
        /** There were none of this log. */
        MISSING,
        /** A rebuild was cut short by the end of the process. */
        RESUMED
    }

    /**
     * A generation that is being built.
     *
     * @param reason null when another node builds it
     * @param since null when another node builds it
     * @param position events that it has taken
     * @param end events that it has to take at least
     * @param secondsLeft an estimate; null when there is nothing yet to go by
     */
    public record Rebuilding(
            @Nullable Reason reason,
            @Nullable Instant since,
            long position,
            long end,
            int percent,
            @Nullable Long secondsLeft) {}

    /**
     * A rebuild that ended with another generation that answers.
     *
     * @param position events that both had taken when they were compared, or the new one when they were not
     * @param notCompared why the generations were not compared; null when they were
     * @param views what the comparison came to; empty when there was none
     */
    public record Rebuilt(
            Reason reason,
            Instant since,
            Instant until,
            long generation,
            long position,
            @Nullable String notCompared,
            List<Compared> views) {

        /** How many rows were other than the log says. */
        public long differing() {
            return views.stream().mapToLong(Compared::differing).sum();
        }
    }

    /**
     * A view as it was kept against the same computed again.
     *
     * @param before rows that it had
     * @param now rows that it should have had
     * @param differing rows that were changed, missing or too many
     * @param keys of the first of them
     */
    public record Compared(String view, long before, long now, long differing, List<String> keys) {}
}
