package dev.chancery.handling.bias;

import dev.chancery.handling.Aggregates;

/** Sets the aggregates up that look at decisions for bias. */
public final class BiasRegistration {

    private BiasRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Use.class);
        aggregates.register(Subject.class);
    }
}
