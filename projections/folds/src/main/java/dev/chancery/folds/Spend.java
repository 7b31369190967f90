package dev.chancery.folds;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.folds.TaskSummary.Charge;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settled money and tokens by UTC day of the task's opening, agent, workflow, deployment and tier. */
public final class Spend implements Fold<Step, Spend.Cell, Spend.Total> {

    /**
     * What a total is of.
     *
     * @param tier null when the deployment was not among the permitted ones
     */
    public record Cell(
            LocalDate day,
            AgentId agent,
            WorkflowId workflow,
            String deployment,
            @Nullable Tier tier,
            Currency currency) {}

    /**
     * A total.
     *
     * @param tasks settled tasks that count for this cell: each counts once, where it was served
     * @param inputTokens of all its answered calls, those of judges and of answers that were revised included; likewise {@code outputTokens}
     */
    public record Total(long tasks, long inputTokens, long outputTokens, Micros amount) {}

    @Override
    public String name() {
        return "spend";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<Cell> keys(Step step) {
        TaskSummary task = newlySettled(step);
        if (task == null) {
            return List.of();
        }
        Set<Cell> cells = new LinkedHashSet<>();
        for (Charge charge : task.spending().charges()) {
            cells.add(cell(
                    task, charge.deployment(), charge.tier(), charge.amount().currency()));
        }
        cells.add(home(task));
        return List.copyOf(cells);
    }

    @Override
    public Total apply(Cell cell, @Nullable Total before, Step step) {
        TaskSummary task = newlySettled(step);
        if (task == null) {
            throw new IllegalArgumentException("The step settles nothing");
        }
        Total total = before == null ? new Total(0, 0, 0, Micros.zero(cell.currency())) : before;
        Micros amount = total.amount();
        long inputTokens = total.inputTokens();
        long outputTokens = total.outputTokens();
        for (Charge charge : task.spending().charges()) {
            if (cell.deployment().equals(charge.deployment())
                    && cell.tier() == charge.tier()
                    && cell.currency().equals(charge.amount().currency())) {
                amount = amount.plus(charge.amount());
                inputTokens += charge.inputTokens();
                outputTokens += charge.outputTokens();
            }
        }
        return new Total(total.tasks() + (cell.equals(home(task)) ? 1 : 0), inputTokens, outputTokens, amount);
    }

    private static @Nullable TaskSummary newlySettled(Step step) {
        TaskSummary before = step.before();
        TaskSummary task = step.task();
        return before != null
                        && task != null
                        && before.spending().settled() == null
                        && task.spending().settled() != null
                ? task
                : null;
    }

    private static Cell home(TaskSummary task) {
        Micros settled = task.spending().settled();
        if (settled == null) {
            throw new IllegalArgumentException("The task is not settled");
        }
        String deployment = TaskSummaries.home(task);
        return cell(task, deployment, TaskSummaries.tier(task.spending(), deployment), settled.currency());
    }

    private static Cell cell(TaskSummary task, String deployment, @Nullable Tier tier, Currency currency) {
        return new Cell(
                LocalDate.ofInstant(task.origin().at(), ZoneOffset.UTC),
                task.origin().agent(),
                task.origin().workflow(),
                deployment,
                tier,
                currency);
    }
}
