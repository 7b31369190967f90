package dev.chancery.handling.agent;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.AgentCommand;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.ReinstateAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.RotateAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentKeyRevoked;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.AgentEvent.AgentReinstated;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.StreamSummary;
import dev.chancery.decisions.policy.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A registered caller. */
final class Agent implements StreamSummary.Source {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable AgentRegistered registered;
    private @Nullable AgentSuspended suspended;
    private final Map<String, AgentKeyIssued> issued = new TreeMap<>();
    private final Map<String, AgentKeyRevoked> revoked = new TreeMap<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void register(RegisterAgent command, Policies policies) {
        AgentRegistered now = new AgentRegistered(
                command.agent(), command.owner(), command.purpose(), command.runtime(), command.by());
        if (registered != null && saysTheSame(registered, now)) {
            return;
        }
        if (command.by() != null && policies.current().agent(command.agent()).isPresent()) {
            throw new IllegalStateException(
                    "The policy in force declares the agent '" + command.agent()
                            + "' with another owner, purpose or runtime. Change it there; what the policy declares is not changed here.");
        }
        apply(now);
    }

    private static boolean saysTheSame(AgentRegistered before, AgentRegistered now) {
        return before.owner().equals(now.owner())
                && before.purpose().equals(now.purpose())
                && Objects.equals(before.runtime(), now.runtime());
    }

    @CommandHandler
    void issueKey(IssueAgentKey command) {
        apply(new AgentKeyIssued(command.agent(), command.keyId(), command.sha256()));
    }

    @CommandHandler
    void revokeKey(RevokeAgentKey command) {
        if (!issued.containsKey(command.keyId())) {
            throw new IllegalArgumentException(command.agent() + " has no key " + command.keyId());
        }
        if (!revoked.containsKey(command.keyId())) {
            apply(new AgentKeyRevoked(command.agent(), command.keyId(), command.reason()));
        }
    }

    @CommandHandler
    void rotateKey(RotateAgentKey command) {
        if (!issued.containsKey(command.keyId())) {
            throw new IllegalArgumentException(command.agent() + " has no key " + command.keyId());
        }
        if (revoked.containsKey(command.keyId())) {
            throw new IllegalStateException("The key " + command.keyId() + " is revoked. Issue a new one.");
        }
        apply(new AgentKeyIssued(command.agent(), command.newKeyId(), command.sha256()));
        apply(new AgentKeyRevoked(command.agent(), command.keyId(), command.reason()));
    }

    @CommandHandler
    void suspend(SuspendAgent command) {
        if (suspended == null) {
            apply(new AgentSuspended(command.agent(), command.reason()));
        }
    }

    @CommandHandler
    void reinstate(ReinstateAgent command) {
        if (suspended != null) {
            apply(new AgentReinstated(command.agent(), command.reason()));
        }
    }

    @Override
    public StreamSummary summary() {
        List<Event> events =
                new ArrayList<>(StreamSummary.of(registered, suspended).events());
        events.addAll(issued.values());
        events.addAll(revoked.values());
        return new StreamSummary(events);
    }

    @EventSourcingHandler
    void on(StreamSummary summary) {
        summary.events().forEach(event -> on((AgentEvent) event));
    }

    @EventSourcingHandler
    void on(AgentEvent event) {
        switch (event) {
            case AgentRegistered e -> {
                stream = AgentCommand.stream(e.agent());
                registered = e;
            }
            case AgentKeyIssued e -> {
                issued.put(e.keyId(), e);
                revoked.remove(e.keyId());
            }
            case AgentKeyRevoked e -> revoked.put(e.keyId(), e);
            case AgentSuspended e -> suspended = e;
            case AgentReinstated e -> suspended = null;
        }
    }
}
