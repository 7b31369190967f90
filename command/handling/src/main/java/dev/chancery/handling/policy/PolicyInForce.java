package dev.chancery.handling.policy;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.PolicyCommand.ActivatePolicy;
import dev.chancery.contracts.command.PolicyCommand.RejectPolicy;
import dev.chancery.contracts.event.PolicyEvent;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.PolicyEvent.PolicyRejected;
import dev.chancery.contracts.log.StreamSummary;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The one policy of the company: which version is in force, and what was refused. */
final class PolicyInForce implements StreamSummary.Source {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable PolicyActivated active;
    private @Nullable PolicyRejected rejected;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void activate(ActivatePolicy command) {
        if (active == null || !command.version().equals(active.version())) {
            apply(new PolicyActivated(command.version(), command.document()));
        }
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void reject(RejectPolicy command) {
        if (!command.errors().equals(rejected == null ? List.of() : rejected.errors())) {
            apply(new PolicyRejected(command.errors()));
        }
    }

    @Override
    public StreamSummary summary() {
        return StreamSummary.of(active, rejected);
    }

    @EventSourcingHandler
    void on(StreamSummary summary) {
        summary.events().forEach(event -> on((PolicyEvent) event));
    }

    @EventSourcingHandler
    void on(PolicyEvent event) {
        stream = "policy";
        switch (event) {
            case PolicyActivated e -> {
                active = e;
                rejected = null;
            }
            case PolicyRejected e -> rejected = e;
        }
    }
}
