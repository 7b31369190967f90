package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows and their gates. */
public record WorkflowsView(List<WorkflowView> workflows) {

    /**
     * A workflow.
     *
     * @param evidence since the gate last moved
     * @param movedAt when the gate last moved, null when it never did
     * @param movedBy who moved it, {@code chancery} when it was lowered by itself
     * @param why in words
     */
    public record WorkflowView(
            String workflow,
            String purpose,
            Gate gate,
            GateEvidence evidence,
            GateConduct conduct,
            Instant registeredAt,
            @Nullable Instant movedAt,
            @Nullable String movedBy,
            @Nullable String why) {}
}
