package dev.chancery.handling.export;

import dev.chancery.handling.Aggregates;

/** Sets the export aggregate up. */
public final class Exports {

    private Exports() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Export.class);
    }
}
