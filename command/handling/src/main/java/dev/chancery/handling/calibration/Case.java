package dev.chancery.handling.calibration;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.CalibrationCommand.SeedCase;
import dev.chancery.contracts.event.CalibrationEvent.CaseSeeded;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A task whose right decision is known. */
final class Case {

    @AggregateIdentifier
    private @Nullable String stream;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void seed(SeedCase command) {
        if (stream != null) {
            throw new IllegalStateException("What is right about this task is known already.");
        }
        apply(new CaseSeeded(command.task(), command.right(), command.reason(), command.by()));
    }

    @EventSourcingHandler
    void on(CaseSeeded event) {
        stream = new SeedCase(event.task(), event.right(), "", "").target();
    }
}
