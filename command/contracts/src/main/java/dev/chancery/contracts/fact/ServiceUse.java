package dev.chancery.contracts.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much an AI service was used past the gateway, by a log of it. Who used it is counted and not kept.
 *
 * @param service as the catalogue of AI hosts names it
 * @param users distinct ones, null when the log names none
 * @param bytes null when the log does not count them
 * @param first null when the log has no times
 * @param last likewise
 */
public record ServiceUse(
        String service,
        String provider,
        long requests,
        @Nullable Long users,
        @Nullable Long bytes,
        @Nullable Instant first,
        @Nullable Instant last) {}
