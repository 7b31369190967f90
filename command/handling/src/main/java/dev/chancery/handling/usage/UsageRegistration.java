package dev.chancery.handling.usage;

import dev.chancery.handling.Aggregates;

/** Sets the aggregate of providers' usage up. */
public final class UsageRegistration {

    private UsageRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(ProviderUsage.class);
    }
}
