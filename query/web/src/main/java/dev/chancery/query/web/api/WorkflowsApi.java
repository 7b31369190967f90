package dev.chancery.query.web.api;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.query.contracts.GateStandingView;
import dev.chancery.query.contracts.RegistryQuery.FindGateStanding;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.WorkflowsView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Gates;
import dev.chancery.query.web.Gates.Moved;
import dev.chancery.query.web.Problem;
import java.security.Principal;
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
    private final Gates gates;

    WorkflowsApi(Desk desk, Gates gates) {
        this.desk = desk;
        this.gates = gates;
    }

    @GetMapping
    WorkflowsView workflows() {
        return desk.ask(new FindWorkflows());
    }

    /** Where one stands: what the policy asks of its next step and what is found, what is watched, and every move. */
    @GetMapping("/{id}")
    GateStandingView standing(@PathVariable String id) {
        return desk.find(new FindGateStanding(new WorkflowId(id))).orElseThrow(() -> Problem.notFound("workflow", id));
    }

    /**
     * A workflow to register.
     *
     * @param gate {@link Gate#SHADOW}, or null for the same: any other is earned, or is the policy's to give
     */
    record NewWorkflow(
            @Nullable String workflow,
            @Nullable String purpose,
            @Nullable Gate gate) {}

    /** The workflow as it was asked for. */
    record Registered(String workflow, String purpose, Gate gate) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Registered register(@RequestBody NewWorkflow body) {
        if (body.gate() != null && body.gate() != Gate.SHADOW) {
            throw Problem.invalid(
                    "A workflow that is registered here starts in SHADOW. Leave 'gate' out and move it on its"
                            + " evidence by POST /api/workflows/{id}/gate, or declare the workflow in the policy.");
        }
        RegisterWorkflow command = gates.register(body.workflow(), body.purpose());
        return new Registered(command.workflow().value(), command.purpose(), command.gate());
    }

    /** Where the gate is to go. */
    record Transition(@Nullable Gate to, @Nullable String reason) {}

    @PostMapping("/{id}/gate")
    Moved move(@PathVariable String id, @RequestBody Transition body, Principal actor) {
        Gate to = body.to();
        if (to == null) {
            throw Problem.invalid("'to' is SHADOW, HUMAN_IN_THE_LOOP or AUTONOMOUS.");
        }
        return gates.move(id, to, body.reason(), actor.getName());
    }
}
