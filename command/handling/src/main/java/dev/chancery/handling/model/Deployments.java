package dev.chancery.handling.model;

import dev.chancery.handling.Aggregates;

/** Sets the deployment aggregate up. */
public final class Deployments {

    private Deployments() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Deployment.class);
    }
}
