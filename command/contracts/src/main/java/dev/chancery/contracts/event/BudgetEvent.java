package dev.chancery.contracts.event;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.BudgetScope;

/** A cap and what came of it; stream {@code budget/<kind>/<owner>}. What was spent is in the tasks. */
public sealed interface BudgetEvent extends Event {

    /**
     * A cap holds from now on.
     *
     * @param owner the agent or workflow that it applies to; {@link BudgetScope#COMPANY} for what all share
     */
    record BudgetCapSet(BudgetScope.Kind kind, String owner, Micros cap) implements BudgetEvent {}

    /**
     * A good part of a cap is spent in its period. Each part is told of once in a period, from the least to the most.
     *
     * @param settled what was spent then
     * @param percent the part of the cap that this reaches: 50, 80 or 100
     */
    record BudgetThresholdReached(BudgetScope scope, Micros cap, Micros settled, int percent) implements BudgetEvent {}

    /** A cap refused a request for the first time in its period. */
    record BudgetExhausted(BudgetScope scope, Micros cap, Micros headroom, TaskId task) implements BudgetEvent {}
}
