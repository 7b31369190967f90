package dev.chancery.verifier.pack;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a pack discloses: one task, or the tasks of one workflow or one agent, with that workflow's or agent's own stream. */
public record Scope(
        @Nullable String task,
        @Nullable String workflow,
        @Nullable String agent) {
    public Scope {
        if (Stream.of(Optional.ofNullable(task), Optional.ofNullable(workflow), Optional.ofNullable(agent))
                        .flatMap(Optional::stream)
                        .filter(Id::isValid)
                        .count()
                != 1) {
            throw new IllegalArgumentException("A scope names one of task, workflow and agent, by its id");
        }
    }

    /** The stream that is disclosed whatever is in it. */
    public String stream() {
        return task != null ? "task/" + task : workflow != null ? "workflow/" + workflow : "agent/" + agent;
    }

    /** Whether a task that was opened so is disclosed. */
    public boolean includes(TaskOpened opened) {
        return opened.task().value().equals(task)
                || opened.workflow().value().equals(workflow)
                || opened.agent().value().equals(agent);
    }

    @Override
    public String toString() {
        return task != null ? "task " + task : workflow != null ? "workflow " + workflow : "agent " + agent;
    }
}
