package dev.chancery.query.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the search index stands.
 *
 * @param store what keeps it: {@code postgresql} or {@code elasticsearch}
 * @param generation the number of the index that answers, 0 while there is none
 * @param position events before this position of the log are in it
 * @param lag how many are not
 * @param problem why it does not go on, null when it does
 * @param rebuilding the next index, null when none is being built
 */
public record SearchView(
        String store,
        long generation,
        long position,
        long lag,
        @Nullable String problem,
        @Nullable Rebuilding rebuilding) {

    /**
     * An index that is being built.
     *
     * @param position events before this position are in it
     * @param end of the log
     */
    public record Rebuilding(Instant since, long position, long end, int percent) {}
}
