package dev.chancery.handling.export;

import dev.chancery.handling.Aggregates;

/** Sets the aggregates of exports and of their schedules up. */
public final class Exports {

    private Exports() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Export.class);
        aggregates.register(Schedule.class);
    }
}
