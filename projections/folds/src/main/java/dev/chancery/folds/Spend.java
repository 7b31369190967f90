package dev.chancery.folds;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.folds.TaskSummary.Charge;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Settled money, tokens and outcomes by UTC day of the task's opening, agent, workflow, deployment and tier. A task that is decided about
 * after its settlement moves from one outcome to another: what it was is taken away, and what it is added.
 */
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
    public record Total(
            long tasks, long inputTokens, long outputTokens, Micros amount, Outcomes outcomes, Shares shares) {}

    /**
     * What came of the tasks.
     *
     * @param delivered their output, or another that a person put in its place, went out
     * @param rejected a person withheld it for good
     * @param failed nobody answered
     * @param abandoned the outcome never came
     * @param reviews times that a person decided, or looked afterwards
     * @param timedReviews of these, those whose time is known
     * @param reviewMillis of these together
     */
    public record Outcomes(
            long delivered,
            long rejected,
            long failed,
            long abandoned,
            long reviews,
            long timedReviews,
            long reviewMillis) {

        static final Outcomes NONE = new Outcomes(0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Parts of the amount, in millionths of the cell's currency. The last two are not parts of it: one overlaps the others, one was not paid.
     *
     * @param judging for verdicts
     * @param revising for answers in the place of others
     * @param failing for calls of which nothing came, or nothing is known
     * @param cacheReadTokens of the input; likewise {@code cacheWriteTokens}
     * @param undelivered for tasks that failed, were abandoned or whose output was rejected
     * @param saved what the calls would have cost more without the provider's cache; negative when writing to it cost more than it saved
     */
    public record Shares(
            long judging,
            long revising,
            long failing,
            long cacheReadTokens,
            long cacheWriteTokens,
            long undelivered,
            long saved) {

        static final Shares NONE = new Shares(0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public String name() {
        return "spend";
    }

    @Override
    public int version() {
        return 4;
    }

    @Override
    public List<Cell> keys(Step step) {
        return List.copyOf(cells(step));
    }

    /** The cells whose totals a step changes. */
    static Set<Cell> cells(Step step) {
        Set<Cell> cells = new LinkedHashSet<>();
        if (counts(step)) {
            cells.addAll(parts(step.before()).keySet());
            cells.addAll(parts(step.task()).keySet());
        }
        return cells;
    }

    @Override
    public Total apply(Cell cell, @Nullable Total before, Step step) {
        if (!counts(step)) {
            throw new IllegalArgumentException("The step settles nothing");
        }
        return after(before == null ? nothing(cell.currency()) : before, step, cell::equals);
    }

    /** A total of some cells after a step: what the task was to them is taken away, and what it is added. */
    static Total after(Total before, Step step, Predicate<Cell> counted) {
        Total after = before;
        for (Map.Entry<Cell, Total> was : parts(step.before()).entrySet()) {
            after = counted.test(was.getKey()) ? sum(after, was.getValue(), -1) : after;
        }
        for (Map.Entry<Cell, Total> is : parts(step.task()).entrySet()) {
            after = counted.test(is.getKey()) ? sum(after, is.getValue(), 1) : after;
        }
        return step.recorded().event() instanceof ReviewTimed review
                        && step.task() != null
                        && counted.test(home(step.task()))
                ? reviewed(after, review.dwellMillis())
                : after;
    }

    /** Only what changes the task's part, and only of one that is settled. */
    private static boolean counts(Step step) {
        TaskSummary before = step.before();
        TaskSummary task = step.task();
        if (before == null || task == null || task.spending().settled() == null) {
            return false;
        }
        return before.spending().settled() == null
                || before.standing().state() != task.standing().state()
                || !before.spending().charges().equals(task.spending().charges())
                || step.recorded().event() instanceof ReviewTimed;
    }

    /** What a task adds to each cell, as it stands and without reviews; nothing before it is settled. */
    public static Map<Cell, Total> of(TaskSummary task) {
        return parts(task);
    }

    private static Map<Cell, Total> parts(@Nullable TaskSummary task) {
        Map<Cell, Total> parts = new LinkedHashMap<>();
        if (task == null || task.spending().settled() == null) {
            return parts;
        }
        TaskState state = task.standing().state();
        boolean failed = state == TaskState.FAILED || state == TaskState.ABANDONED;
        boolean undelivered = failed || state == TaskState.REJECTED;
        for (Charge charge : task.spending().charges()) {
            Cell cell = cell(
                    task, charge.deployment(), charge.tier(), charge.amount().currency());
            parts.merge(cell, of(charge, failed, undelivered), (one, other) -> sum(one, other, 1));
        }
        Cell home = home(task);
        Total one = new Total(
                1,
                0,
                0,
                Micros.zero(home.currency()),
                new Outcomes(
                        one(state == TaskState.RELEASED || state == TaskState.APPROVED || state == TaskState.EDITED),
                        one(state == TaskState.REJECTED),
                        one(state == TaskState.FAILED),
                        one(state == TaskState.ABANDONED),
                        0,
                        0,
                        0),
                Shares.NONE);
        parts.merge(home, one, (each, other) -> sum(each, other, 1));
        return parts;
    }

    private static Total of(Charge charge, boolean failed, boolean undelivered) {
        long amount = charge.amount().amount();
        boolean failing = switch (charge.kind()) {
            case ANSWER, REVISION, JUDGE -> false;
            case FAILED, UNKNOWN -> true;
            case TOOL -> failed;
        };
        Shares shares = new Shares(
                charge.kind() == Charge.Kind.JUDGE ? amount : 0,
                charge.kind() == Charge.Kind.REVISION ? amount : 0,
                failing ? amount : 0,
                charge.cacheReadTokens(),
                charge.cacheWriteTokens(),
                undelivered ? amount : 0,
                charge.uncached() == null
                        ? 0
                        : charge.uncached().minus(charge.amount()).amount());
        return new Total(0, charge.inputTokens(), charge.outputTokens(), charge.amount(), Outcomes.NONE, shares);
    }

    private static long one(boolean is) {
        return is ? 1 : 0;
    }

    static Total nothing(Currency currency) {
        return new Total(0, 0, 0, Micros.zero(currency), Outcomes.NONE, Shares.NONE);
    }

    private static Total reviewed(Total total, @Nullable Long millis) {
        Outcomes o = total.outcomes();
        return new Total(
                total.tasks(),
                total.inputTokens(),
                total.outputTokens(),
                total.amount(),
                new Outcomes(
                        o.delivered(),
                        o.rejected(),
                        o.failed(),
                        o.abandoned(),
                        o.reviews() + 1,
                        o.timedReviews() + one(millis != null),
                        Math.addExact(o.reviewMillis(), millis == null ? 0 : millis)),
                total.shares());
    }

    static Total sum(Total a, Total b, int sign) {
        Outcomes o = a.outcomes();
        Outcomes p = b.outcomes();
        Shares s = a.shares();
        Shares t = b.shares();
        return new Total(
                a.tasks() + sign * b.tasks(),
                a.inputTokens() + sign * b.inputTokens(),
                a.outputTokens() + sign * b.outputTokens(),
                sign > 0 ? a.amount().plus(b.amount()) : a.amount().minus(b.amount()),
                new Outcomes(
                        o.delivered() + sign * p.delivered(),
                        o.rejected() + sign * p.rejected(),
                        o.failed() + sign * p.failed(),
                        o.abandoned() + sign * p.abandoned(),
                        o.reviews() + sign * p.reviews(),
                        o.timedReviews() + sign * p.timedReviews(),
                        o.reviewMillis() + sign * p.reviewMillis()),
                new Shares(
                        Math.addExact(s.judging(), sign * t.judging()),
                        Math.addExact(s.revising(), sign * t.revising()),
                        Math.addExact(s.failing(), sign * t.failing()),
                        s.cacheReadTokens() + sign * t.cacheReadTokens(),
                        s.cacheWriteTokens() + sign * t.cacheWriteTokens(),
                        Math.addExact(s.undelivered(), sign * t.undelivered()),
                        Math.addExact(s.saved(), sign * t.saved())));
    }

    /**
     * Where a task itself counts.
     *
     * @throws IllegalArgumentException when it is not settled
     */
    public static Cell home(TaskSummary task) {
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
