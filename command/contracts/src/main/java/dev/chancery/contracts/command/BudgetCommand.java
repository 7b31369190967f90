package dev.chancery.contracts.command;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Refusal;

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
            implements BudgetCommand {

        /** Of a refusal, and who was refused. */
        public static ReportBudgetExhausted of(
                Refusal.BudgetExceeded exceeded, AgentId agent, WorkflowId workflow, TaskId task) {
            BudgetScope scope = exceeded.scope();
            String owner = switch (scope.kind()) {
                case TASK, SESSION, AGENT_DAY, AGENT_MONTH -> agent.value();
                case WORKFLOW_DAY -> workflow.value();
                case COMPANY_MONTH -> BudgetScope.COMPANY;
            };
            return new ReportBudgetExhausted(scope.kind(), owner, scope, exceeded.cap(), exceeded.headroom(), task);
        }
    }
}
