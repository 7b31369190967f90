package dev.chancery.folds;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which version of which model has touched which task: every call that was answered, by the position of the task's opening, with what
 * became of the task. Calls that failed report no version, and are not here.
 */
public final class ModelCalls implements Fold<Step, Long, ModelCalls.Touched> {

    /** What a model was asked for. */
    public enum Kind {
        /** The first answer of a task. */
        ANSWER,
        /** A later answer, in the place of one that a rubric did not let pass. */
        REVISION,
        /** What a judge said of an answer. */
        JUDGE,
        /** What a judge said of two texts, in a task of its own. */
        COMPARISON
    }

    /**
     * A task and the calls of it.
     *
     * @param opened position of its opening
     * @param passed what the last verdict says, null when there is none
     * @param reviewer who decided about the output last, null while nobody has
     * @param calls in the order of the log; empty as long as nothing has answered
     */
    public record Touched(
            TaskId task,
            long opened,
            WorkflowId workflow,
            AgentId agent,
            PolicyVersion policy,
            @Nullable SubjectId subject,
            TaskState state,
            @Nullable Boolean passed,
            @Nullable String reviewer,
            List<Call> calls) {}

    /**
     * An answered call.
     *
     * @param position of the event that records the answer
     * @param version exactly as the provider reported it
     * @param output whether it made what became, or is to become, the output of the task
     * @param again whether an earlier call of the task was the same deployment's, or had the same version: of those that are not, a task has
     *     one at the most for whatever of the two somebody asks
     */
    public record Call(
            long position, Instant at, String deployment, String version, Kind kind, boolean output, boolean again) {

        Call withdrawn() {
            return new Call(position, at, deployment, version, kind, false, again);
        }
    }

    @Override
    public String name() {
        return "model-calls";
    }

    @Override
    public int version() {
        return 1;
    }

    /** Only what changes a row: an answer, and another standing of a task that has answers. */
    @Override
    public List<Long> keys(Step step) {
        TaskSummary task = step.task();
        TaskSummary before = step.before();
        if (task == null || before == null || task.origin().kind() == TaskKind.TOOL_CALL) {
            return List.of();
        }
        boolean answered = step.recorded().event() instanceof InferenceCompleted
                || step.recorded().event() instanceof JudgeAnswered;
        boolean hasAnswer = task.served() != null || task.origin().kind() == TaskKind.COMPARISON;
        boolean otherwise = before.standing().state() != task.standing().state()
                || !Objects.equals(before.standing().reviewer(), task.standing().reviewer())
                || !Objects.equals(passed(before), passed(task));
        return answered || (hasAnswer && otherwise) ? List.of(task.origin().position()) : List.of();
    }

    @Override
    public Touched apply(Long key, @Nullable Touched before, Step step) {
        TaskSummary task = step.task();
        if (task == null) {
            throw new IllegalStateException(
                    "No event of a task: " + step.recorded().position());
        }
        TaskSummary.Origin origin = task.origin();
        return new Touched(
                origin.task(),
                origin.position(),
                origin.workflow(),
                origin.agent(),
                origin.policy(),
                origin.subject(),
                task.standing().state(),
                passed(task),
                task.standing().reviewer(),
                calls(before == null ? List.of() : before.calls(), origin.kind(), step));
    }

    private static @Nullable Boolean passed(TaskSummary task) {
        return task.served() == null ? null : task.served().passed();
    }

    private static List<Call> calls(List<Call> before, TaskKind kind, Step step) {
        long position = step.recorded().position();
        Instant at = step.recorded().at();
        return switch (step.recorded().event()) {
            case InferenceCompleted e -> {
                List<Call> calls = new ArrayList<>(before.size() + 1);
                boolean revised = false;
                for (Call call : before) {
                    revised |= call.output();
                    calls.add(call.output() ? call.withdrawn() : call);
                }
                calls.add(new Call(
                        position,
                        at,
                        e.deployment(),
                        e.modelVersion(),
                        revised ? Kind.REVISION : Kind.ANSWER,
                        true,
                        again(before, e.deployment(), e.modelVersion())));
                yield List.copyOf(calls);
            }
            case JudgeAnswered e -> {
                List<Call> calls = new ArrayList<>(before);
                calls.add(new Call(
                        position,
                        at,
                        e.deployment(),
                        e.modelVersion(),
                        kind == TaskKind.COMPARISON ? Kind.COMPARISON : Kind.JUDGE,
                        false,
                        again(before, e.deployment(), e.modelVersion())));
                yield List.copyOf(calls);
            }
            default -> before;
        };
    }

    private static boolean again(List<Call> before, String deployment, String version) {
        return before.stream()
                .anyMatch(call ->
                        call.deployment().equals(deployment) || call.version().equals(version));
    }
}
