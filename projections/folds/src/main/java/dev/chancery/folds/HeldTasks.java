package dev.chancery.folds;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks of which a person has to decide about the output, a call of a tool or its result, and has not yet. */
public final class HeldTasks implements Fold<Step, TaskId, HeldTasks.Held> {

    /**
     * A held task.
     *
     * @param position of the event by which it is held
     * @param since when that was recorded
     * @param waits false once somebody has decided; then it may be forgotten
     */
    public record Held(TaskId task, WorkflowId workflow, long position, Instant since, boolean waits) {}

    @Override
    public String name() {
        return "held-tasks";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<TaskId> keys(Step step) {
        TaskSummary task = step.task();
        return task != null && isHeld(step.before()) != isHeld(task)
                ? List.of(task.origin().task())
                : List.of();
    }

    private static boolean isHeld(@Nullable TaskSummary task) {
        return task != null && task.standing().state() == TaskState.HELD;
    }

    @Override
    public Held apply(TaskId key, @Nullable Held before, Step step) {
        TaskSummary task = step.task();
        if (task == null) {
            throw new IllegalStateException(
                    "No event of a task: " + step.recorded().position());
        }
        return new Held(
                key,
                task.origin().workflow(),
                step.recorded().position(),
                step.recorded().at(),
                isHeld(task));
    }
}
