package dev.chancery.handling.erasure;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ErasureCommand.CompleteErasure;
import dev.chancery.contracts.command.ErasureCommand.RefuseErasure;
import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.event.ErasureEvent;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRefused;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.fact.ContentScope;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** One erasure: asked for, and then refused or completed. */
final class Erasure {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable ErasureRequested requested;
    private boolean closed;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void request(RequestErasure command) {
        ContentScope.Kind kind = command.scope().kind();
        if (kind != ContentScope.Kind.SUBJECT && kind != ContentScope.Kind.TASK) {
            throw new IllegalArgumentException("Contents are erased by the person concerned or by the task.");
        }
        ErasureRequested now =
                new ErasureRequested(command.erasure(), command.scope(), command.reason(), command.by());
        if (requested == null) {
            apply(now);
        } else if (!now.equals(requested)) {
            throw new IllegalStateException("The erasure " + command.erasure() + " is another one.");
        }
    }

    @CommandHandler
    void refuse(RefuseErasure command) {
        if (!closed) {
            apply(new ErasureRefused(command.holds()));
        }
    }

    @CommandHandler
    void complete(CompleteErasure command) {
        if (!closed) {
            apply(new ErasureCompleted(command.erased(), command.checkpoint()));
        }
    }

    @EventSourcingHandler
    void on(ErasureEvent event) {
        switch (event) {
            case ErasureRequested e -> {
                stream = new RequestErasure(e.erasure(), e.scope(), e.reason(), e.by()).target();
                requested = e;
            }
            case ErasureRefused e -> closed = true;
            case ErasureCompleted e -> closed = true;
        }
    }
}
