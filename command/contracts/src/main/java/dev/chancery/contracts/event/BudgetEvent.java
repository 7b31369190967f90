package dev.chancery.contracts.event;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.BudgetScope;

/** A cap and what came of it; stream {@code budget/<kind>/<owner>}. What was spent is in the tasks. */
public sealed interface BudgetEvent extends Event {

    /**
     * A cap holds from now on.
     *
     * @param owner the agent that it applies to
     */
    record BudgetCapSet(BudgetScope.Kind kind, String owner, Micros cap) implements BudgetEvent {}

    /** A cap refused a request for the first time in its period. */
    record BudgetExhausted(BudgetScope scope, Micros cap, Micros headroom, TaskId task) implements BudgetEvent {}
}
