package dev.chancery.contracts.fact;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an export is made that nobody asked for in person.
 *
 * @param due when it was
 * @param missed how many earlier ones were due while nothing ran, and are not made
 * @param destinations names of those in the configuration to which it is brought
 * @param keepDays so long its file is kept; null for as long as the installation keeps them
 */
public record ExportOccasion(
        String schedule,
        Instant due,
        int missed,
        List<String> destinations,
        @Nullable Integer keepDays) {
    public ExportOccasion {
        destinations = List.copyOf(destinations);
    }
}
