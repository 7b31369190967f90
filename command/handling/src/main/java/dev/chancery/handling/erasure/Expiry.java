package dev.chancery.handling.erasure;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.RetentionCommand.ExpireContents;
import dev.chancery.contracts.event.ContentEvent.ContentExpired;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** What age has erased of a workflow's contents. */
final class Expiry {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void expire(ExpireContents command) {
        apply(expired(command));
    }

    @EventSourcingHandler
    void on(ContentExpired event) {
        stream = new ExpireContents(
                        event.workflow(),
                        event.retention(),
                        event.days(),
                        event.before(),
                        event.erased(),
                        event.policy())
                .target();
    }

    private static ContentExpired expired(ExpireContents command) {
        return new ContentExpired(
                command.workflow(),
                command.retention(),
                command.days(),
                command.before(),
                command.erased(),
                command.policy());
    }
}
