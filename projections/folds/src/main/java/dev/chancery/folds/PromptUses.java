package dev.chancery.folds;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.PromptFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** With which prompt each task was opened, by the position of its opening. Tasks of which no prompt is known are not here. */
public final class PromptUses implements Fold<Step, Long, PromptUses.Use> {

    /**
     * A task's prompt.
     *
     * @param opened position of its opening
     */
    public record Use(long opened, Instant at, WorkflowId workflow, PromptFacts prompt) {}

    @Override
    public String name() {
        return "prompt-uses";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Long> keys(Step step) {
        return step.recorded().event() instanceof TaskOpened opened && opened.prompt() != null
                ? List.of(step.recorded().position())
                : List.of();
    }

    @Override
    public Use apply(Long key, @Nullable Use before, Step step) {
        if (!(step.recorded().event() instanceof TaskOpened opened) || opened.prompt() == null) {
            throw new IllegalStateException("No prompt at " + key);
        }
        return new Use(key, step.recorded().at(), opened.workflow(), opened.prompt());
    }
}
