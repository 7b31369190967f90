package dev.chancery.query.web.api;

import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.AgentsView;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.web.Agents;
import dev.chancery.query.web.Agents.Issued;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Agents, their keys, and whether they may act. */
@RestController
@RequestMapping("/api/agents")
final class AgentsApi {

    private final Desk desk;
    private final Agents agents;

    AgentsApi(Desk desk, Agents agents) {
        this.desk = desk;
        this.agents = agents;
    }

    @GetMapping
    AgentsView agents() {
        return desk.ask(new FindAgents());
    }

    /** What the policy in force says of an agent: its workflows, caps and grants. */
    @GetMapping("/{id}/rules")
    AgentRulesView rules(@PathVariable String id) {
        return agents.rules(id).orElseThrow(() -> Problem.notFound("agent in the policy", id));
    }

    /**
     * A caller.
     *
     * @param owner a role or a team
     * @param runtime what it runs in, null when that is not to be told
     */
    record Registration(
            @Nullable String id,
            @Nullable String owner,
            @Nullable String purpose,
            @Nullable String runtime) {}

    /**
     * Makes an agent known, or says anew what it is for. It may do nothing before the policy grants it something, since every
     * decision is taken under a version of the policy. Answers 201; 400 for what cannot be kept; 409 when the policy in force
     * declares the agent in another way, which is changed there.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Registered register(@RequestBody Registration agent, Principal person) {
        RegisterAgent done =
                agents.register(agent.id(), agent.owner(), agent.purpose(), agent.runtime(), person.getName());
        return new Registered(done.agent().value(), done.owner(), done.purpose(), done.runtime());
    }

    /** An agent as it is registered. */
    record Registered(
            String agent,
            String owner,
            String purpose,
            @Nullable String runtime) {}

    @PostMapping("/{id}/keys")
    @ResponseStatus(HttpStatus.CREATED)
    Issued issue(@PathVariable String id) {
        return agents.issue(id);
    }

    /** Puts a new key in the place of another, which opens nothing from then on. To change without a gap, issue one and revoke later. */
    @PostMapping("/{id}/keys/{keyId}/rotation")
    @ResponseStatus(HttpStatus.CREATED)
    Issued rotate(
            @PathVariable String id,
            @PathVariable String keyId,
            @RequestParam(defaultValue = "rotated by its operator") String reason) {
        return agents.rotate(id, keyId, reason);
    }

    @DeleteMapping("/{id}/keys/{keyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            @PathVariable String id,
            @PathVariable String keyId,
            @RequestParam(defaultValue = "revoked by its operator") String reason) {
        agents.revoke(id, keyId, reason);
    }

    /** Why an agent is stopped. */
    record Suspension(@Nullable String reason) {}

    @PostMapping("/{id}/suspension")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void suspend(@PathVariable String id, @RequestBody Suspension suspension) {
        agents.suspend(id, suspension.reason());
    }

    @DeleteMapping("/{id}/suspension")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reinstate(@PathVariable String id, @RequestParam(defaultValue = "reinstated by its operator") String reason) {
        agents.reinstate(id, reason);
    }
}
