package dev.chancery.handling.account;

import dev.chancery.handling.Aggregates;

/** Sets the accounts up. They need {@link Administrators}. */
public final class Accounts {

    private Accounts() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Account.class);
    }
}
