package dev.chancery.handling.agent;

import dev.chancery.handling.Aggregates;

/** Sets the agent aggregate up. */
public final class Agents {

    private Agents() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Agent.class);
    }
}
