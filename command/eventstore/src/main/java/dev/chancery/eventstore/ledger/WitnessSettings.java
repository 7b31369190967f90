package dev.chancery.eventstore.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Other logs that are witnessed here.
 *
 * @param name of the witness's key, by custom its URL without scheme; null for the own log's origin and {@code /witness}
 * @param logs that are witnessed
 */
public record WitnessSettings(@Nullable String name, List<WitnessedLog> logs) {
    public WitnessSettings {
        // A list that is not configured arrives as null.
        logs = logs == null ? List.of() : List.copyOf(logs);
    }

    /** Nobody is witnessed. */
    public static WitnessSettings none() {
        return new WitnessSettings(null, List.of());
    }

    /**
     * A log that is witnessed. While its key is being replaced it is listed twice.
     *
     * @param origin first line of its heads
     * @param key its verifier key
     */
    public record WitnessedLog(String origin, String key) {}
}
