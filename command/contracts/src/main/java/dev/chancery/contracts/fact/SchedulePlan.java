package dev.chancery.contracts.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is issued again and again.
 *
 * @param scope of a pack; null for everything
 * @param whole whether a pack is of the log from its first event on, and not of the period that is over only
 * @param figures whether a pack tells the figures of the period that is over
 * @param purpose why a pack shows texts; null when it shows none
 * @param destinations names of those in the configuration to which it is brought
 * @param keepDays so long each file is kept; null for as long as the installation keeps them
 */
public record SchedulePlan(
        ExportKind kind,
        ScheduleTime when,
        @Nullable ScheduleScope scope,
        boolean whole,
        boolean figures,
        @Nullable String purpose,
        List<String> destinations,
        @Nullable Integer keepDays) {
    public SchedulePlan {
        destinations = List.copyOf(destinations);
    }
}
