package dev.chancery.handling.value;

import dev.chancery.handling.Aggregates;

/** Sets the aggregate of baselines up. */
public final class ValueRegistration {

    private ValueRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Baselines.class);
    }
}
