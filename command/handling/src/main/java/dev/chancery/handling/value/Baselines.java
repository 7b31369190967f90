package dev.chancery.handling.value;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ValueCommand.SetBaseline;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** What people's work costs in place of one workflow's. */
final class Baselines {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void set(SetBaseline command) {
        apply(new BaselineSet(command.workflow(), command.baseline(), command.by()));
    }

    @EventSourcingHandler
    void on(BaselineSet event) {
        stream = "value/" + event.workflow();
    }
}
