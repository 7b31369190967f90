package dev.chancery.handling.erasure;

import dev.chancery.handling.Aggregates;

/** Sets the aggregates of erasure up. */
public final class Erasures {

    private Erasures() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Erasure.class);
        aggregates.register(HoldRegister.class);
        aggregates.register(Expiry.class);
    }
}
