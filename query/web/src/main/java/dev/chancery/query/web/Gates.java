package dev.chancery.query.web;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.query.contracts.GateEvidenceView;
import dev.chancery.query.contracts.RegistryQuery.FindGateEvidence;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Registers workflows and moves their gates on behalf of people; the evidence is the system's. */
@Component
public final class Gates {

    private final Desk desk;

    public Gates(Desk desk) {
        this.desk = desk;
    }

    /** Where a gate went, and on what evidence. */
    public record Moved(String workflow, Gate from, Gate to, GateEvidence evidence, GateConduct conduct) {}

    /**
     * Registers a workflow in the shadow: any other gate is earned, or is the policy's to give.
     *
     * @param id as paths name it
     * @param purpose a sentence
     */
    public RegisterWorkflow register(@Nullable String id, @Nullable String purpose) {
        if (id == null || id.isBlank() || purpose == null || purpose.isBlank()) {
            throw Problem.invalid("Give 'workflow', its id, and 'purpose', a sentence.");
        }
        RegisterWorkflow command =
                new RegisterWorkflow(new WorkflowId(desk.newId("workflow", id)), desk.reason(purpose), Gate.SHADOW);
        desk.act(command);
        return command;
    }

    /**
     * Moves a gate.
     *
     * @throws Problem when the workflow is not known, when there is no policy, or, with everything that stands against it, when
     *     the gate stays
     */
    public Moved move(String id, Gate to, @Nullable String reason, String actor) {
        String why = desk.reason(reason);
        WorkflowId workflow = new WorkflowId(id);
        GateEvidenceView found =
                desk.find(new FindGateEvidence(workflow)).orElseThrow(() -> Problem.notFound("workflow", id));
        if (found.policy() == null) {
            throw Problem.conflict(
                    "no-policy", "No policy is in force, so there are no thresholds to hold this against.");
        }
        MoveGate move = new MoveGate(workflow, to, actor, why, found.evidence(), found.conduct(), found.policy());
        List<?> reasons = desk.act(move, List.class).orElse(List.of());
        if (!reasons.isEmpty()) {
            throw Problem.conflict(
                            "gate-refused",
                            "The gate stays at " + found.gate()
                                    + ": the evidence does not carry the move. The refusal is in the record.")
                    .with("reasons", reasons)
                    .with("evidence", found.evidence())
                    .with("conduct", found.conduct());
        }
        return new Moved(id, found.gate(), to, found.evidence(), found.conduct());
    }
}
