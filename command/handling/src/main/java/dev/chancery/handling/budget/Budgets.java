package dev.chancery.handling.budget;

import dev.chancery.handling.Aggregates;

/** Sets the budget aggregate up. */
public final class Budgets {

    private Budgets() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(Budget.class);
    }
}
