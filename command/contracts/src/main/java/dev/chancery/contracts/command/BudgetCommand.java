package dev.chancery.contracts.command;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.BudgetScope;

/** What is asked of a budget. */
public sealed interface BudgetCommand extends Command {

    BudgetScope.Kind kind();

    String owner();

    @Override
    default String target() {
        return "budget/" + kind().words() + "/" + owner();
    }

    /** Set a cap. Does nothing when it stands so. */
    record SetBudgetCap(BudgetScope.Kind kind, String owner, Micros cap) implements BudgetCommand {}

    /**
     * Record what parts of a cap are spent, which the decision says. Does nothing when that was told before in the same period.
     * Answered with the parts that were recorded, in percent.
     *
     * @param settled what was spent in the period
     */
    record ReportBudgetSpent(BudgetScope.Kind kind, String owner, BudgetScope scope, Micros cap, Micros settled)
            implements BudgetCommand {}

    /** Record that a cap refused a request. Does nothing when it did so before in the same scope. */
    record ReportBudgetExhausted(
            BudgetScope.Kind kind, String owner, BudgetScope scope, Micros cap, Micros headroom, TaskId task)
            implements BudgetCommand {}
}
