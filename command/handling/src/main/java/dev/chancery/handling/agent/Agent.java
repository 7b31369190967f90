package dev.chancery.handling.agent;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.ReinstateAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentKeyRevoked;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.AgentEvent.AgentReinstated;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A registered caller. */
final class Agent {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable AgentRegistered registered;
    private boolean suspended;
    private final Map<String, Boolean> keyIsOpen = new TreeMap<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void register(RegisterAgent command) {
        AgentRegistered now = new AgentRegistered(command.agent(), command.owner(), command.purpose());
        if (!now.equals(registered)) {
            apply(now);
        }
    }

    @CommandHandler
    void issueKey(IssueAgentKey command) {
        apply(new AgentKeyIssued(command.agent(), command.keyId(), command.sha256()));
    }

    @CommandHandler
    void revokeKey(RevokeAgentKey command) {
        Boolean open = keyIsOpen.get(command.keyId());
        if (open == null) {
            throw new IllegalArgumentException(command.agent() + " has no key " + command.keyId());
        }
        if (open) {
            apply(new AgentKeyRevoked(command.agent(), command.keyId(), command.reason()));
        }
    }

    @CommandHandler
    void suspend(SuspendAgent command) {
        if (!suspended) {
            apply(new AgentSuspended(command.agent(), command.reason()));
        }
    }

    @CommandHandler
    void reinstate(ReinstateAgent command) {
        if (suspended) {
            apply(new AgentReinstated(command.agent(), command.reason()));
        }
    }

    @EventSourcingHandler
    void on(AgentEvent event) {
        switch (event) {
            case AgentRegistered e -> {
                stream = new RegisterAgent(e.agent(), e.owner(), e.purpose()).target();
                registered = e;
            }
            case AgentKeyIssued e -> keyIsOpen.put(e.keyId(), true);
            case AgentKeyRevoked e -> keyIsOpen.put(e.keyId(), false);
            case AgentSuspended e -> suspended = true;
            case AgentReinstated e -> suspended = false;
        }
    }
}
