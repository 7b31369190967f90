package dev.chancery.folds;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.folds.ModelCalls.Kind;
import dev.chancery.folds.TaskSummary.Served;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The totals of {@link ModelCalls} by version and workflow, so that a question about all versions reads some rows and not every call. */
public final class ModelUses implements Fold<Step, ModelUses.Key, ModelUses.Use> {

    /**
     * What a total is of.
     *
     * @param version exactly as the provider reported it
     */
    public record Key(String deployment, String version, WorkflowId workflow) {

        @Override
        public String toString() {
            return workflow + " " + deployment + " " + version;
        }
    }

    /**
     * What became of a version in a workflow.
     *
     * @param first when it answered the first time
     * @param answers first answers of tasks
     * @param revisions answers in the place of earlier ones
     * @param judgements what it said as a judge of answers
     * @param comparisons what it said as a judge of two texts
     */
    public record Use(
            Instant first,
            Instant last,
            long answers,
            long revisions,
            long judgements,
            long comparisons,
            Outputs outputs) {

        private Use with(Instant at, Kind kind) {
            return new Use(
                    at.isBefore(first) ? at : first,
                    at.isAfter(last) ? at : last,
                    answers + one(kind == Kind.ANSWER),
                    revisions + one(kind == Kind.REVISION),
                    judgements + one(kind == Kind.JUDGE),
                    comparisons + one(kind == Kind.COMPARISON),
                    outputs);
        }

        private Use with(Outputs more, int sign) {
            return new Use(first, last, answers, revisions, judgements, comparisons, outputs.plus(more, sign));
        }
    }

    /**
     * Answers that became outputs, delivered or not.
     *
     * @param verdicts those with a verdict
     * @param passed of these, by the last verdict
     * @param reviewed those that a person approved, edited or rejected
     * @param approved of these, as they were
     */
    public record Outputs(long all, long verdicts, long passed, long reviewed, long approved) {

        static final Outputs NONE = new Outputs(0, 0, 0, 0, 0);

        private Outputs plus(Outputs more, int sign) {
            return new Outputs(
                    all + sign * more.all,
                    verdicts + sign * more.verdicts,
                    passed + sign * more.passed,
                    reviewed + sign * more.reviewed,
                    approved + sign * more.approved);
        }
    }

    /** A call that an event says was answered. */
    private record Call(Key key, Kind kind) {}

    /** What a task adds to the outputs of what served it. */
    private record Part(Key key, Outputs outputs) {}

    @Override
    public String name() {
        return "model-uses";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Key> keys(Step step) {
        Set<Key> keys = new LinkedHashSet<>();
        Call call = call(step);
        if (call != null) {
            keys.add(call.key());
        }
        Part was = part(step.before());
        Part is = part(step.task());
        if (!Objects.equals(was, is)) {
            if (was != null) {
                keys.add(was.key());
            }
            if (is != null) {
                keys.add(is.key());
            }
        }
        return List.copyOf(keys);
    }

    @Override
    public Use apply(Key key, @Nullable Use before, Step step) {
        Instant at = step.recorded().at();
        Use after = before == null ? new Use(at, at, 0, 0, 0, 0, Outputs.NONE) : before;
        Call call = call(step);
        if (call != null && call.key().equals(key)) {
            after = after.with(at, call.kind());
        }
        Part was = part(step.before());
        if (was != null && was.key().equals(key)) {
            after = after.with(was.outputs(), -1);
        }
        Part is = part(step.task());
        return is != null && is.key().equals(key) ? after.with(is.outputs(), 1) : after;
    }

    private static @Nullable Call call(Step step) {
        TaskSummary before = step.before();
        if (before == null || before.origin().kind() == TaskKind.TOOL_CALL) {
            return null;
        }
        WorkflowId workflow = before.origin().workflow();
        return switch (step.recorded().event()) {
            case InferenceCompleted e ->
                new Call(
                        new Key(e.deployment(), e.modelVersion(), workflow),
                        before.served() == null ? Kind.ANSWER : Kind.REVISION);
            case JudgeAnswered e ->
                new Call(
                        new Key(e.deployment(), e.modelVersion(), workflow),
                        before.origin().kind() == TaskKind.COMPARISON ? Kind.COMPARISON : Kind.JUDGE);
            default -> null;
        };
    }

    private static @Nullable Part part(@Nullable TaskSummary task) {
        if (task == null || task.served() == null || task.origin().kind() == TaskKind.TOOL_CALL) {
            return null;
        }
        Served served = task.served();
        TaskState state = task.standing().state();
        boolean approved = state == TaskState.APPROVED;
        boolean reviewed = approved || state == TaskState.EDITED || state == TaskState.REJECTED;
        return new Part(
                new Key(
                        served.deployment(),
                        served.modelVersion(),
                        task.origin().workflow()),
                new Outputs(
                        1,
                        one(served.passed() != null),
                        one(served.passed() != null && served.passed()),
                        one(reviewed),
                        one(approved)));
    }

    private static long one(boolean counts) {
        return counts ? 1 : 0;
    }
}
