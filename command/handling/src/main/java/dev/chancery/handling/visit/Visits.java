package dev.chancery.handling.visit;

import dev.chancery.handling.Aggregates;

/** Sets the visits up. */
public final class Visits {

    private Visits() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Visit.class);
    }
}
