package dev.chancery.folds;

import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people decided about held outputs, by the model name that was asked for and the deployment that answered. */
public final class ReviewCounts implements Fold<Step, String, ReviewCounts.Count> {

    /** Of one name and one deployment. */
    public record Count(String model, String deployment, int reviewed, int approvedUnchanged) {}

    @Override
    public String name() {
        return "review-counts";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        TaskSummary task = step.task();
        boolean decided = step.recorded().event() instanceof OutputApproved
                || step.recorded().event() instanceof OutputEdited
                || step.recorded().event() instanceof OutputRejected;
        if (!decided || task == null || task.served() == null || task.asked().model() == null) {
            return List.of();
        }
        return List.of(task.asked().model() + "\n" + task.served().deployment());
    }

    @Override
    public Count apply(String key, @Nullable Count before, Step step) {
        int line = key.indexOf('\n');
        int approved = step.recorded().event() instanceof OutputApproved ? 1 : 0;
        return before == null
                ? new Count(key.substring(0, line), key.substring(line + 1), 1, approved)
                : new Count(
                        before.model(),
                        before.deployment(),
                        before.reviewed() + 1,
                        before.approvedUnchanged() + approved);
    }
}
