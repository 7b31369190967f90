package dev.chancery.handling.lineage;

import dev.chancery.handling.Aggregates;

/** Sets the assessments of changes up. */
public final class Lineage {

    private Lineage() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Modifications.class);
    }
}
