package dev.chancery.handling.task;

import dev.chancery.handling.Aggregates;

/** Sets the task aggregate up. */
public final class Tasks {

    private Tasks() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Task.class);
        aggregates.handle(axon -> new Deliveries(() -> axon.repository(Task.class)));
    }
}
