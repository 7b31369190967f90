package dev.chancery.folds;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.PromptFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The totals of {@link PromptUses} by workflow and prompt, so that a question about all prompts reads some rows and not every task. */
public final class PromptTotals implements Fold<Step, PromptTotals.Key, PromptTotals.Total> {

    /** A prompt in a workflow. */
    public record Key(WorkflowId workflow, PromptFacts prompt) {}

    /**
     * Tasks of a prompt.
     *
     * @param first when the first of them was opened
     */
    public record Total(long tasks, Instant first, Instant last) {

        private Total with(Instant at) {
            return new Total(tasks + 1, at.isBefore(first) ? at : first, at.isAfter(last) ? at : last);
        }
    }

    @Override
    public String name() {
        return "prompt-totals";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Key> keys(Step step) {
        return step.recorded().event() instanceof TaskOpened opened && opened.prompt() != null
                ? List.of(new Key(opened.workflow(), opened.prompt()))
                : List.of();
    }

    @Override
    public Total apply(Key key, @Nullable Total before, Step step) {
        Instant at = step.recorded().at();
        return before == null ? new Total(1, at, at) : before.with(at);
    }
}
