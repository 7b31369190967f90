package dev.chancery.handling.tool;

import dev.chancery.handling.Aggregates;

/** Sets the tool aggregate up. */
public final class Tools {

    private Tools() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Tool.class);
    }
}
