package dev.chancery.handling.policy;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.PolicyCommand.ActivatePolicy;
import dev.chancery.contracts.command.PolicyCommand.RejectPolicy;
import dev.chancery.contracts.event.PolicyEvent;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.PolicyEvent.PolicyRejected;
import dev.chancery.contracts.fact.PolicyError;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The one policy of the company: which version is in force, and what was refused. */
final class PolicyInForce {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable PolicyVersion version;
    private List<PolicyError> lastErrors = List.of();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void activate(ActivatePolicy command) {
        if (!command.version().equals(version)) {
            apply(new PolicyActivated(command.version(), command.document()));
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void reject(RejectPolicy command) {
        if (!command.errors().equals(lastErrors)) {
            apply(new PolicyRejected(command.errors()));
        }
    }

    @EventSourcingHandler
    void on(PolicyEvent event) {
        stream = "policy";
        switch (event) {
            case PolicyActivated e -> {
                version = e.version();
                lastErrors = List.of();
            }
            case PolicyRejected e -> lastErrors = e.errors();
        }
    }
}
