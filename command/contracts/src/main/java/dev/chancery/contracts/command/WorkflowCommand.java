package dev.chancery.contracts.command;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;

/** What is asked of a workflow. */
public sealed interface WorkflowCommand extends Command {

    WorkflowId workflow();

    @Override
    default String target() {
        return "workflow/" + workflow().value();
    }

    /** Make a workflow known at its first gate. Does nothing when it is known. */
    record RegisterWorkflow(WorkflowId workflow, String purpose, Gate gate) implements WorkflowCommand {}

    /** Move the gate; answered with whether it moved. */
    record MoveGate(
            WorkflowId workflow, Gate to, String actor, String reason, GateEvidence evidence, PolicyVersion policy)
            implements WorkflowCommand {}
}
