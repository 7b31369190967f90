package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.time.LocalDate;
import java.util.List;

/**
 * Days that cost far more than the days before.
 *
 * @param windowDays that a day is held against
 * @param leastDays of these with spend; with fewer there is insufficient data
 * @param thresholdTenths modified z-score above which a day is here, in tenths
 * @param anomalies the newest first
 * @param insufficient series of which days could not be held against anything
 */
public record SpendAnomaliesView(
        LocalDate from,
        LocalDate to,
        int windowDays,
        int leastDays,
        int thresholdTenths,
        List<Anomaly> anomalies,
        List<Insufficient> insufficient) {

    /** Whose money. */
    public enum Of {
        WORKFLOW,
        AGENT
    }

    /** Which money. */
    public enum Measure {
        SPEND,
        COST_PER_TASK
    }

    /**
     * A day.
     *
     * @param value of the day
     * @param median of the days before it
     * @param deviation median absolute deviation of these, as it was taken
     * @param days with spend before it
     * @param tasks of the day
     */
    public record Anomaly(
            Of of,
            String id,
            LocalDate day,
            Measure measure,
            Micros value,
            Micros median,
            Micros deviation,
            int days,
            long tasks) {}

    /** A series with too few days before some of its days. */
    public record Insufficient(Of of, String id, int days) {}
}
