package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.folds.TaskSummary.Charge;
import dev.chancery.folds.TaskSummary.Served;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How good and how dear the answers of each deployment are, by workflow, label of the request and model name that was asked for; from the
 * first task on.
 */
public final class Qualities implements Fold<Step, String, Qualities.Quality> {

    /**
     * Of one deployment. What people found when they looked at delivered outputs is not among it.
     *
     * @param label null for requests without one
     * @param model the name that was asked for
     * @param tasks that it answered and that are settled
     * @param cost of its answers and revisions, judges left out
     * @param reviewed outputs that people approved, edited or rejected before delivery
     * @param approved of these, unchanged
     * @param judged outputs with a verdict
     * @param passed of these
     */
    public record Quality(
            WorkflowId workflow,
            @Nullable String label,
            String model,
            String deployment,
            long tasks,
            Micros cost,
            long reviewed,
            long approved,
            long judged,
            long passed) {}

    @Override
    public String name() {
        return "qualities";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        Quality was = part(step.before());
        Quality is = part(step.task());
        if (Objects.equals(was, is)) {
            return List.of();
        }
        Set<String> keys = new LinkedHashSet<>();
        if (was != null) {
            keys.add(key(was));
        }
        if (is != null) {
            keys.add(key(is));
        }
        return List.copyOf(keys);
    }

    @Override
    public Quality apply(String key, @Nullable Quality before, Step step) {
        Quality after = before;
        Quality was = part(step.before());
        Quality is = part(step.task());
        if (was != null && key(was).equals(key)) {
            after = sum(after, was, -1);
        }
        if (is != null && key(is).equals(key)) {
            after = sum(after, is, 1);
        }
        if (after == null) {
            throw new IllegalArgumentException("The step is of another key");
        }
        return after;
    }

    /** What a task adds; null before it is settled, and when no model answered. */
    private static @Nullable Quality part(@Nullable TaskSummary task) {
        if (task == null || task.served() == null || task.asked().model() == null) {
            return null;
        }
        Micros settled = task.spending().settled();
        if (settled == null) {
            return null;
        }
        Served served = task.served();
        Micros cost = Micros.zero(settled.currency());
        for (Charge charge : task.spending().charges()) {
            if (charge.deployment().equals(served.deployment())
                    && (charge.kind() == Charge.Kind.ANSWER || charge.kind() == Charge.Kind.REVISION)) {
                cost = cost.plus(charge.amount());
            }
        }
        TaskState state = task.standing().state();
        boolean approved = state == TaskState.APPROVED;
        boolean reviewed = approved || state == TaskState.EDITED || state == TaskState.REJECTED;
        Boolean passed = served.passed();
        return new Quality(
                task.origin().workflow(),
                task.asked().label(),
                Objects.requireNonNull(task.asked().model()),
                served.deployment(),
                1,
                cost,
                reviewed ? 1 : 0,
                approved ? 1 : 0,
                passed == null ? 0 : 1,
                passed != null && passed ? 1 : 0);
    }

    /** Ids have no spaces, so a line each tells them apart; costs of two currencies are two states. */
    private static String key(Quality part) {
        return String.join(
                "\n",
                part.workflow().value(),
                part.model(),
                part.deployment(),
                part.cost().currency().getCurrencyCode(),
                part.label() == null ? "" : part.label());
    }

    private static Quality sum(@Nullable Quality a, Quality b, int sign) {
        Micros none = Micros.zero(b.cost().currency());
        Micros cost = a == null ? none : a.cost();
        return new Quality(
                b.workflow(),
                b.label(),
                b.model(),
                b.deployment(),
                (a == null ? 0 : a.tasks()) + sign * b.tasks(),
                sign > 0 ? cost.plus(b.cost()) : cost.minus(b.cost()),
                (a == null ? 0 : a.reviewed()) + sign * b.reviewed(),
                (a == null ? 0 : a.approved()) + sign * b.approved(),
                (a == null ? 0 : a.judged()) + sign * b.judged(),
                (a == null ? 0 : a.passed()) + sign * b.passed());
    }
}
