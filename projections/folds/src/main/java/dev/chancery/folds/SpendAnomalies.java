package dev.chancery.folds;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * Days on which a series of money is far above what it was on the days before: its modified z-score by median and median absolute
 * deviation is above 3.5 (B. Iglewicz, D. Hoaglin, "How to detect and handle outliers", ASQC 1993), in whole millionths. A series that
 * hardly moves has a deviation of almost nothing, by which every change would be far; it is taken as at least a twentieth of the median.
 */
public final class SpendAnomalies {

    /** How many days before a day are looked at. */
    public static final int WINDOW_DAYS = 28;

    /** With fewer days before it there is nothing that a day can be held against. */
    public static final int LEAST_DAYS = 7;

    /** How far above is far, in tenths. */
    public static final int THRESHOLD_TENTHS = 35;

    private static final long LEAST_DEVIATION_SHARE = 20;

    private SpendAnomalies() {}

    /**
     * A day that is far above.
     *
     * @param value of the day, in millionths; likewise {@code median} and {@code deviation}
     * @param median of the days before it
     * @param deviation the median of their distances from it, as it was taken
     * @param days how many there were
     */
    public record Anomaly(LocalDate day, long value, long median, long deviation, int days) {}

    /**
     * What was found.
     *
     * @param held days that could be held against something
     * @param insufficient days that had too few before them
     */
    public record Found(List<Anomaly> anomalies, int held, int insufficient) {
        public Found {
            anomalies = List.copyOf(anomalies);
        }
    }

    /**
     * Looks at each day of a series from {@code from} to {@code to}.
     *
     * @param series the value of each day that has one, also of {@value #WINDOW_DAYS} days before {@code from}
     */
    public static Found find(SortedMap<LocalDate, Long> series, LocalDate from, LocalDate to) {
        LocalDate[] days = series.keySet().toArray(LocalDate[]::new);
        long[] values = series.values().stream().mapToLong(Long::longValue).toArray();
        List<Anomaly> anomalies = new ArrayList<>();
        int held = 0;
        int insufficient = 0;
        int oldest = 0;
        for (int i = 0; i < days.length; i++) {
            LocalDate day = days[i];
            while (days[oldest].isBefore(day.minusDays(WINDOW_DAYS))) {
                oldest++;
            }
            if (day.isBefore(from) || day.isAfter(to)) {
                continue;
            }
            if (i - oldest < LEAST_DAYS) {
                insufficient++;
                continue;
            }
            held++;
            long value = values[i];
            long[] before = Arrays.copyOfRange(values, oldest, i);
            long median = median(before);
            if (value <= median) {
                continue;
            }
            long deviation = deviation(before, median);
            // 0.6745 scales the deviation to the standard deviation of a normal distribution.
            if (Math.multiplyExact(value - median, 6745L) > Math.multiplyExact(deviation, THRESHOLD_TENTHS * 1000L)) {
                anomalies.add(new Anomaly(day, value, median, deviation, before.length));
            }
        }
        return new Found(anomalies, held, insufficient);
    }

    private static long deviation(long[] values, long median) {
        long[] distances = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            distances[i] = Math.abs(values[i] - median);
        }
        return Math.max(Math.max(1, Math.ceilDiv(median, LEAST_DEVIATION_SHARE)), median(distances));
    }

    /** The middle value; of an even number the mean of the two, rounded down. */
    static long median(long... values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Math.floorDiv(Math.addExact(sorted[middle - 1], sorted[middle]), 2);
    }
}
