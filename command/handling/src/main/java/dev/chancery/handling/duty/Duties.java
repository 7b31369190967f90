package dev.chancery.handling.duty;

import dev.chancery.handling.Aggregates;

/** Sets the duties up. */
public final class Duties {

    private Duties() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Performance.class);
    }
}
