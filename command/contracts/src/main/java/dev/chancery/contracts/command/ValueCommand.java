package dev.chancery.contracts.command;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Baseline;

/** What is asked about the worth of a workflow's work. */
public sealed interface ValueCommand extends Command {

    WorkflowId workflow();

    @Override
    default String target() {
        return "value/" + workflow();
    }

    /** Have a baseline hold. Of several from the same day the last counts. */
    record SetBaseline(WorkflowId workflow, Baseline baseline, String by) implements ValueCommand {}
}
