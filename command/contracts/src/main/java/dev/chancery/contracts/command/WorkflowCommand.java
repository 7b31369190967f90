package dev.chancery.contracts.command;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
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

    /** Move the gate; answered with what stands against it, in sentences: none when it moved. */
    record MoveGate(
            WorkflowId workflow,
            Gate to,
            String actor,
            String reason,
            GateEvidence evidence,
            GateConduct conduct,
            PolicyVersion policy)
            implements WorkflowCommand {}

    /**
     * Lower an open gate, because a metric left its bounds. Does nothing when the gate is not open, when it has moved since what
     * is told here was seen, or when that is no alarm under the policy. Answered with whether the gate moved.
     */
    record LowerGate(WorkflowId workflow, GateEvidence evidence, GateConduct conduct, Drift drift, PolicyVersion policy)
            implements WorkflowCommand {}
}
