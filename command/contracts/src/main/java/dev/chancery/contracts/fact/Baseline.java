package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What one task costs when people do it.
 *
 * @param from first day (UTC) of whose tasks it holds, until the next one
 * @param costPerTask said, or what the time comes to, rounded down
 * @param secondsPerTask null when the cost was said
 * @param hourlyRate of whoever does the work; null when the cost was said
 * @param reviewRate of an hour of whoever reviews outputs; null when nobody said
 * @param source where the figures come from
 */
public record Baseline(
        LocalDate from,
        Micros costPerTask,
        @Nullable Long secondsPerTask,
        @Nullable Micros hourlyRate,
        @Nullable Micros reviewRate,
        String source) {}
