package dev.chancery.contracts.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A role that somebody has.
 *
 * @param system the AI system that it is limited to, null for the whole record
 * @param until the instant from which it is none, null for as long as it is not taken away
 */
public record RoleGrant(
        Role role, @Nullable String system, @Nullable Instant until) {

    /** Whether it counts. */
    public boolean isInForce(Instant now) {
        return until == null || now.isBefore(until);
    }
}
