package dev.chancery.folds.figure;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Times, counted by whole seconds; beyond an hour by whole minutes, beyond a day no further. So their number bounds no memory. */
final class Dwell {

    private static final long HOUR = Duration.ofHours(1).toSeconds();
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final SortedMap<Long, Long> counts = new TreeMap<>();
    private long times;

    void add(long millis) {
        long seconds = Math.min(Math.max(millis, 0) / 1000, DAY);
        counts.merge(seconds < HOUR ? seconds : seconds / 60 * 60, 1L, Long::sum);
        times++;
    }

    /** The lower of the two in the middle when there are two; null when there is none at all. */
    @Nullable
    Long median() {
        long before = 0;
        for (Map.Entry<Long, Long> each : counts.entrySet()) {
            before += each.getValue();
            if (2 * before >= times) {
                return each.getKey();
            }
        }
        return null;
    }
}
