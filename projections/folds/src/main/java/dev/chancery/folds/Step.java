package dev.chancery.folds;

import dev.chancery.contracts.log.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * An event and what it did to its task: what folds across tasks need, since an event does not repeat the agent, the
 * workflow or the model of its task.
 *
 * @param before null when the event opens the task or belongs to none
 * @param task null when the event belongs to none
 */
public record Step(
        Recorded recorded,
        @Nullable TaskSummary before,
        @Nullable TaskSummary task) {

    /** An event of its own. */
    public static Step of(Recorded recorded) {
        return new Step(recorded, null, null);
    }
}
