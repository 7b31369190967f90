package dev.chancery.handling.policy;

import dev.chancery.handling.Aggregates;

/** Sets the policy aggregate up. */
public final class PolicyRegistration {

    private PolicyRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(PolicyInForce.class);
        aggregates.register(Drafts.class);
    }
}
