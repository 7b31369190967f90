package dev.chancery.query.contracts;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.GateWatch;
import java.util.List;

/** Workflows whose gate is open, and what is watched of them. */
public record OpenGatesView(List<OpenGate> gates) {

    /** A workflow at an open gate. */
    public record OpenGate(WorkflowId workflow, GateEvidence evidence, GateConduct conduct, GateWatch watch) {}
}
