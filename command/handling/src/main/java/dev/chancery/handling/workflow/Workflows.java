package dev.chancery.handling.workflow;

import dev.chancery.handling.Aggregates;

/** Sets the workflow aggregate up. */
public final class Workflows {

    private Workflows() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Workflow.class);
    }
}
