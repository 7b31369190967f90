package dev.chancery.folds;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Delivered outputs that a person is to look at, and has not yet. */
public final class SampledOutputs implements Fold<Step, TaskId, SampledOutputs.Sampled> {

    /**
     * A sampled output.
     *
     * @param opened position of the task's opening
     * @param waits false once somebody has looked at it; then it may be forgotten
     */
    public record Sampled(TaskId task, WorkflowId workflow, long opened, boolean waits) {}

    @Override
    public String name() {
        return "sampled-outputs";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<TaskId> keys(Step step) {
        boolean concerned = step.recorded().event() instanceof OutputSampled
                || step.recorded().event() instanceof OutputReviewed;
        return concerned && step.task() != null ? List.of(step.task().origin().task()) : List.of();
    }

    @Override
    public Sampled apply(TaskId key, @Nullable Sampled before, Step step) {
        if (step.task() == null) {
            throw new IllegalStateException(
                    "No event of a task: " + step.recorded().position());
        }
        TaskSummary.Origin origin = step.task().origin();
        return new Sampled(
                key, origin.workflow(), origin.position(), step.recorded().event() instanceof OutputSampled);
    }
}
