package dev.chancery.folds.figure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What figures are of.
 *
 * @param from first instant of the period
 * @param to the instant at which the period is over
 * @param end position after the last event that is looked at, from the first of the log on: what was known then
 */
public record FigureQuery(Instant from, Instant to, long end) {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    public FigureQuery {
        if (from.isBefore(FIRST) || to.isAfter(LAST)) {
            throw new IllegalArgumentException("A period lies between " + FIRST + " and " + LAST);
        }
        if (!from.equals(from.truncatedTo(ChronoUnit.MICROS)) || !to.equals(to.truncatedTo(ChronoUnit.MICROS))) {
            throw new IllegalArgumentException("A period is told to the microsecond");
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("A period ends after it begins");
        }
        if (end < 0) {
            throw new IllegalArgumentException("A part of the log has no less than 0 events");
        }
    }

    boolean isInPeriod(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
