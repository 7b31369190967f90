package dev.chancery.query.web.api;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.query.contracts.GateEvidenceView;
import dev.chancery.query.contracts.RegistryQuery.FindGateEvidence;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.WorkflowsView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Workflows and their gates. */
@RestController
@RequestMapping("/api/workflows")
final class WorkflowsApi {

    private final Desk desk;

    WorkflowsApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping
    WorkflowsView workflows() {
        return desk.ask(new FindWorkflows());
    }

    /** A workflow to register; it starts in {@link Gate#SHADOW} unless told otherwise. */
    record NewWorkflow(
            @Nullable String workflow,
            @Nullable String purpose,
            @Nullable Gate gate) {}

    /** The workflow as it was asked for. */
    record Registered(String workflow, String purpose, Gate gate) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Registered register(@RequestBody NewWorkflow body) {
        if (body.workflow() == null || body.purpose() == null || body.purpose().isBlank()) {
            throw Problem.invalid("Give 'workflow', its id, and 'purpose', a sentence.");
        }
        Gate gate = body.gate() == null ? Gate.SHADOW : body.gate();
        desk.act(new RegisterWorkflow(new WorkflowId(body.workflow()), desk.reason(body.purpose()), gate));
        return new Registered(body.workflow(), body.purpose(), gate);
    }

    /** Where the gate is to go. */
    record Transition(@Nullable Gate to, @Nullable String reason) {}

    /** Where the gate went, and on what evidence. */
    record Moved(String workflow, Gate from, Gate to, GateEvidence evidence, GateConduct conduct) {}

    @PostMapping("/{id}/gate")
    Moved move(@PathVariable String id, @RequestBody Transition body, Principal actor) {
        Gate to = body.to();
        if (to == null) {
            throw Problem.invalid("'to' is SHADOW, HUMAN_IN_THE_LOOP or AUTONOMOUS.");
        }
        String reason = desk.reason(body.reason());
        WorkflowId workflow = new WorkflowId(id);
        GateEvidenceView found =
                desk.find(new FindGateEvidence(workflow)).orElseThrow(() -> Problem.notFound("workflow", id));
        if (found.policy() == null) {
            throw Problem.conflict(
                    "no-policy", "No policy is in force, so there are no thresholds to hold this against.");
        }
        MoveGate move =
                new MoveGate(workflow, to, actor.getName(), reason, found.evidence(), found.conduct(), found.policy());
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
