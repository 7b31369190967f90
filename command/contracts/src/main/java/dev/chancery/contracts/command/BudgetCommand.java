package dev.chancery.contracts.command;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.BudgetScope;
import java.util.Locale;

/** What is asked of a budget. */
public sealed interface BudgetCommand extends Command {

    BudgetScope.Kind kind();

    String owner();

    @Override
    default String target() {
        return "budget/" + kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "/" + owner();
    }

    /** Set a cap. Does nothing when it stands so. */
    record SetBudgetCap(BudgetScope.Kind kind, String owner, Micros cap) implements BudgetCommand {}

    /** Record that a cap refused a request. Does nothing when it did so before in the same scope. */
    record ReportBudgetExhausted(
            BudgetScope.Kind kind, String owner, BudgetScope scope, Micros cap, Micros headroom, TaskId task)
            implements BudgetCommand {}
}
