package dev.chancery.folds;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows, their gates, and what people decided since each gate last moved. */
public final class Workflows implements Fold<Step, WorkflowId, Workflows.Workflow> {

    /**
     * A workflow.
     *
     * @param purpose empty while only decisions about its tasks are known
     * @param movedAt when the gate last moved, null when it never did
     */
    public record Workflow(
            WorkflowId workflow,
            String purpose,
            @Nullable Gate gate,
            int reviewed,
            int approvedUnchanged,
            @Nullable Instant registeredAt,
            @Nullable Instant movedAt,
            @Nullable String movedBy) {

        /** What a transition would rest upon. */
        public GateEvidence evidence() {
            return new GateEvidence(
                    reviewed, approvedUnchanged, WilsonInterval.lowerBound(approvedUnchanged, reviewed));
        }
    }

    @Override
    public String name() {
        return "workflows";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<WorkflowId> keys(Step step) {
        return switch (step.recorded().event()) {
            case WorkflowRegistered e -> List.of(e.workflow());
            case GateTransitioned e -> List.of(e.workflow());
            case OutputApproved ignored -> workflow(step);
            case OutputEdited ignored -> workflow(step);
            case OutputRejected ignored -> workflow(step);
            default -> List.of();
        };
    }

    @Override
    public Workflow apply(WorkflowId key, @Nullable Workflow before, Step step) {
        Workflow w = before == null ? new Workflow(key, "", null, 0, 0, null, null, null) : before;
        Instant at = step.recorded().at();
        if (step.recorded().event() instanceof WorkflowEvent event) {
            return switch (event) {
                case WorkflowRegistered e ->
                    new Workflow(
                            key,
                            e.purpose(),
                            e.gate(),
                            w.reviewed(),
                            w.approvedUnchanged(),
                            at,
                            w.movedAt(),
                            w.movedBy());
                case GateTransitioned e ->
                    new Workflow(key, w.purpose(), e.to(), 0, 0, w.registeredAt(), at, e.actor());
                case GateTransitionRefused ignored -> w;
            };
        }
        int unchanged = step.recorded().event() instanceof OutputApproved ? 1 : 0;
        return new Workflow(
                key,
                w.purpose(),
                w.gate(),
                w.reviewed() + 1,
                w.approvedUnchanged() + unchanged,
                w.registeredAt(),
                w.movedAt(),
                w.movedBy());
    }

    private static List<WorkflowId> workflow(Step step) {
        return step.task() == null ? List.of() : List.of(step.task().origin().workflow());
    }
}
