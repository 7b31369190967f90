package dev.chancery.query.web;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.ReinstateAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.RotateAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.AgentsView.AgentView;
import dev.chancery.query.contracts.RegistryQuery.FindAgentRules;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.web.security.AgentKey;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Registers agents, gives them keys and takes them away, stops them and lets them act again, on behalf of people. */
@Component
public final class Agents {

    private final Desk desk;
    private final SecureRandom random;

    public Agents(Desk desk, SecureRandom random) {
        this.desk = desk;
        this.random = random;
    }

    /** A new key. It is shown once and never again; the record holds its SHA-256. */
    public record Issued(String agent, String keyId, String key) {

        /** Hides the key. */
        @Override
        public String toString() {
            return "Issued[" + agent + " " + keyId + "]";
        }
    }

    /** An agent, or {@link Problem#notFound}. */
    public AgentView agent(String id) {
        return desk.ask(new FindAgents()).agents().stream()
                .filter(each -> each.agent().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("agent", id));
    }

    /** What the policy says of an agent; empty when it does not name it. */
    public Optional<AgentRulesView> rules(String id) {
        return desk.find(new FindAgentRules(new AgentId(id)));
    }

    /**
     * Makes an agent known, or says anew what it is for.
     *
     * @param owner a role or a team
     * @param runtime null when that is not to be told
     */
    public RegisterAgent register(
            @Nullable String id,
            @Nullable String owner,
            @Nullable String purpose,
            @Nullable String runtime,
            String by) {
        RegisterAgent command = new RegisterAgent(
                new AgentId(desk.newId("id", id)),
                desk.plain("owner", owner),
                desk.plain("purpose", purpose),
                runtime == null ? null : desk.plain("runtime", runtime),
                by);
        desk.act(command);
        return command;
    }

    /** Gives a further key. */
    public Issued issue(String id) {
        AgentKey key = AgentKey.random(random);
        desk.act(new IssueAgentKey(new AgentId(id), key.keyId(), key.sha256()));
        return new Issued(id, key.keyId(), key.key());
    }

    /** Puts a new key in the place of another, which opens nothing from then on. */
    public Issued rotate(String id, String keyId, @Nullable String reason) {
        AgentKey key = AgentKey.random(random);
        desk.act(new RotateAgentKey(new AgentId(id), keyId, key.keyId(), key.sha256(), desk.reason(reason)));
        return new Issued(id, key.keyId(), key.key());
    }

    public void revoke(String id, String keyId, @Nullable String reason) {
        desk.act(new RevokeAgentKey(new AgentId(id), keyId, desk.reason(reason)));
    }

    public void suspend(String id, @Nullable String reason) {
        desk.act(new SuspendAgent(new AgentId(id), desk.reason(reason)));
    }

    public void reinstate(String id, @Nullable String reason) {
        desk.act(new ReinstateAgent(new AgentId(id), desk.reason(reason)));
    }
}
