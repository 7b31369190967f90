package dev.chancery.folds;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many things took how long, in steps that are at most a sixteenth of the time apart, as HdrHistogram counts them
 * (G. Tene, hdrhistogram.org): so counts of several spans are added, and what share took at most so long is read from the sum. Whole
 * numbers only, so that every machine has the same.
 *
 * @param counts by the number of the step; only steps that anything fell into
 */
public record LatencyCounts(SortedMap<Integer, Long> counts) {

    public static final LatencyCounts NONE = new LatencyCounts(new TreeMap<>());

    /** Longer things count as this long: a month. */
    private static final long MOST_MILLIS = 31L * 24 * 60 * 60 * 1000;

    /** Steps of an octave. */
    private static final int STEPS = 16;

    private static final int STEP_BITS = 4;

    public LatencyCounts {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** One more. */
    public LatencyCounts and(long millis) {
        SortedMap<Integer, Long> more = new TreeMap<>(counts);
        more.merge(step(Math.clamp(millis, 0, MOST_MILLIS)), 1L, Long::sum);
        return new LatencyCounts(more);
    }

    /** All of both. */
    public LatencyCounts and(LatencyCounts others) {
        SortedMap<Integer, Long> more = new TreeMap<>(counts);
        others.counts.forEach((step, count) -> more.merge(step, count, Long::sum));
        return new LatencyCounts(more);
    }

    /** How many there are. */
    public long n() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The time, in ms, that at least the share took at most; up to a sixteenth too long, never too short. Empty without any.
     *
     * @param permille 1 to 1000, 950 for the 95th percentile
     */
    public OptionalLong within(int permille) {
        if (permille < 1 || permille > 1000) {
            throw new IllegalArgumentException("A share is 1 to 1000 per mille");
        }
        long wanted = Math.ceilDiv(n() * permille, 1000);
        long seen = 0;
        for (Map.Entry<Integer, Long> each : counts.entrySet()) {
            seen += each.getValue();
            if (seen >= wanted && wanted > 0) {
                return OptionalLong.of(longest(each.getKey()));
            }
        }
        return OptionalLong.empty();
    }

    private static int step(long millis) {
        if (millis < STEPS) {
            return (int) millis;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(millis) - STEP_BITS;
        return (shift + 1) * STEPS + (int) (millis >> shift) - STEPS;
    }

    /** The longest time of a step. */
    private static long longest(int step) {
        if (step < STEPS) {
            return step;
        }
        int shift = step / STEPS - 1;
        long first = (long) (STEPS + step % STEPS) << shift;
        return first + (1L << shift) - 1;
    }
}
