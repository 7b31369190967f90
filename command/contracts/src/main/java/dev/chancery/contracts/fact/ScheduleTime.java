package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * When something is due: on the first day of each day, week, month or quarter at an hour, or by a cron expression.
 *
 * @param every null when {@code cron} is given
 * @param hour 0 to 23; null when {@code cron} is given
 * @param cron six fields, from seconds to days of the week; null when {@code every} is given
 * @param zone by IANA
 */
public record ScheduleTime(
        @Nullable ScheduleCadence every,
        @Nullable Integer hour,
        @Nullable String cron,
        String zone) {}
