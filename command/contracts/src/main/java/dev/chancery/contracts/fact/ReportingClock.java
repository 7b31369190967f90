package dev.chancery.contracts.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By when an incident has to be reported.
 *
 * @param days from awareness, each of 24 hours; null when nothing has to be reported under Art. 73
 * @param due the last instant; null likewise
 * @param basis the paragraph that says so
 * @param atOnce whether what is known of the cause means that the report may not wait for the last instant
 * @param note what else is to be known of it, for people; null when nothing is
 */
public record ReportingClock(
        @Nullable Integer days,
        @Nullable Instant due,
        String basis,
        boolean atOnce,
        @Nullable String note) {}
