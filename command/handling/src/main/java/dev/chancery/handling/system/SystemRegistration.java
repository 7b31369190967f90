package dev.chancery.handling.system;

import dev.chancery.handling.Aggregates;

/** Sets the register of AI systems up. */
public final class SystemRegistration {

    private SystemRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(AiSystem.class);
        aggregates.register(RuleBook.class);
        aggregates.register(ShadowAi.class);
    }
}
