package dev.chancery.handling.notice;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.WebhookCommand.RecordUntold;
import dev.chancery.contracts.event.WebhookEvent.DecisionUntold;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A decision that receivers are told of. */
final class Notice {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final Set<String> untold = new HashSet<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void record(RecordUntold command) {
        if (!untold.contains(command.untold().endpoint())) {
            apply(command.untold());
        }
    }

    @EventSourcingHandler
    void on(DecisionUntold event) {
        stream = new RecordUntold(event).target();
        untold.add(event.endpoint());
    }
}
