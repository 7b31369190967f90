package dev.chancery.handling.log;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.LogCommand.RotateLogKey;
import dev.chancery.contracts.event.LogEvent;
import dev.chancery.contracts.event.LogEvent.LogKeyRotated;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The one log of the company: which key signs it. */
final class LogKeeping {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    /** Null until the first event of a log. */
    private @Nullable String key;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void rotate(RotateLogKey command) {
        if (command.to().equals(key)) {
            return;
        }
        if (key != null && !key.equals(command.from())) {
            throw new IllegalStateException(
                    "The log's key is " + key + ", so " + command.from() + " cannot be replaced");
        }
        apply(new LogKeyRotated(command.from(), command.to(), command.by()));
    }

    @EventSourcingHandler
    void on(LogEvent event) {
        stream = "log";
        switch (event) {
            case LogKeyRotated e -> key = e.to();
            case LogRestored e -> key = e.key();
        }
    }
}
