package dev.chancery.query.web.api;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.ReinstateAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.RotateAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.query.contracts.AgentsView;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.security.AgentKey;
import java.security.Principal;
import java.security.SecureRandom;
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
    private final SecureRandom random;

    AgentsApi(Desk desk, SecureRandom random) {
        this.desk = desk;
        this.random = random;
    }

    @GetMapping
    AgentsView agents() {
        return desk.ask(new FindAgents());
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
        AgentId id = new AgentId(desk.newId("id", agent.id()));
        RegisterAgent command = new RegisterAgent(
                id,
                desk.plain("owner", agent.owner()),
                desk.plain("purpose", agent.purpose()),
                agent.runtime() == null ? null : desk.plain("runtime", agent.runtime()),
                person.getName());
        desk.act(command);
        return new Registered(id.value(), command.owner(), command.purpose(), command.runtime());
    }

    /** An agent as it is registered. */
    record Registered(
            String agent,
            String owner,
            String purpose,
            @Nullable String runtime) {}

    /** A new key. It is shown here and never again; the record holds its SHA-256. */
    record Issued(String agent, String keyId, String key) {}

    @PostMapping("/{id}/keys")
    @ResponseStatus(HttpStatus.CREATED)
    Issued issue(@PathVariable String id) {
        AgentKey key = AgentKey.random(random);
        desk.act(new IssueAgentKey(new AgentId(id), key.keyId(), key.sha256()));
        return new Issued(id, key.keyId(), key.key());
    }

    /** Puts a new key in the place of another, which opens nothing from then on. To change without a gap, issue one and revoke later. */
    @PostMapping("/{id}/keys/{keyId}/rotation")
    @ResponseStatus(HttpStatus.CREATED)
    Issued rotate(
            @PathVariable String id,
            @PathVariable String keyId,
            @RequestParam(defaultValue = "rotated by its operator") String reason) {
        AgentKey key = AgentKey.random(random);
        desk.act(new RotateAgentKey(new AgentId(id), keyId, key.keyId(), key.sha256(), desk.reason(reason)));
        return new Issued(id, key.keyId(), key.key());
    }

    @DeleteMapping("/{id}/keys/{keyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            @PathVariable String id,
            @PathVariable String keyId,
            @RequestParam(defaultValue = "revoked by its operator") String reason) {
        desk.act(new RevokeAgentKey(new AgentId(id), keyId, desk.reason(reason)));
    }

    /** Why an agent is stopped. */
    record Suspension(@Nullable String reason) {}

    @PostMapping("/{id}/suspension")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void suspend(@PathVariable String id, @RequestBody Suspension suspension) {
        desk.act(new SuspendAgent(new AgentId(id), desk.reason(suspension.reason())));
    }

    @DeleteMapping("/{id}/suspension")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reinstate(@PathVariable String id, @RequestParam(defaultValue = "reinstated by its operator") String reason) {
        desk.act(new ReinstateAgent(new AgentId(id), desk.reason(reason)));
    }
}
