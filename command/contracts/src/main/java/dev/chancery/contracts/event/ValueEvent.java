package dev.chancery.contracts.event;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Baseline;

/** What the work of a workflow is worth; stream {@code value/<workflow>}. */
public sealed interface ValueEvent extends Event {

    /**
     * What a person's work costs in place of the workflow's.
     *
     * @param by who said it
     */
    record BaselineSet(WorkflowId workflow, Baseline baseline, String by) implements ValueEvent {}
}
