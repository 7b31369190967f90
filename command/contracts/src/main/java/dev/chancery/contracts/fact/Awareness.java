package dev.chancery.contracts.fact;

import java.time.Instant;

/**
 * Who became aware of an incident, and when: what its clocks count from.
 *
 * @param zone offset from UTC of the one who tells the time, such as {@code +01:00}
 */
public record Awareness(Instant at, String zone, Party by) {

    /** Who the regulation asks. */
    public enum Party {
        PROVIDER,
        DEPLOYER
    }
}
