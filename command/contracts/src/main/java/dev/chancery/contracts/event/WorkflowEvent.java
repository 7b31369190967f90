package dev.chancery.contracts.event;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;

/** A purpose and its autonomy; stream {@code workflow/<workflow>}. */
public sealed interface WorkflowEvent extends Event {

    /** A workflow is known from now on, with the gate that the policy starts it at. */
    record WorkflowRegistered(WorkflowId workflow, String purpose, Gate gate) implements WorkflowEvent {}

    /** A person moved the gate. */
    record GateTransitioned(WorkflowId workflow, Gate from, Gate to, String actor, String reason, GateEvidence evidence)
            implements WorkflowEvent {}

    /** The evidence did not carry the move. */
    record GateTransitionRefused(
            WorkflowId workflow, Gate from, Gate to, String actor, String refusal, GateEvidence evidence)
            implements WorkflowEvent {}
}
