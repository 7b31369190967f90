package dev.chancery.handling.visit;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.VisitCommand;
import dev.chancery.contracts.command.VisitCommand.BeginVisit;
import dev.chancery.contracts.command.VisitCommand.EndVisit;
import dev.chancery.contracts.command.VisitCommand.RecordView;
import dev.chancery.contracts.event.VisitEvent;
import dev.chancery.contracts.event.VisitEvent.VisitBegan;
import dev.chancery.contracts.event.VisitEvent.VisitEnded;
import dev.chancery.contracts.event.VisitEvent.VisitViewed;
import dev.chancery.contracts.log.StreamSummary;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** One visit, from signing in to signing out. */
final class Visit implements StreamSummary.Source {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable VisitBegan began;
    private @Nullable VisitEnded ended;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void begin(BeginVisit command) {
        if (began != null) {
            throw new IllegalStateException("There is a visit '" + command.visit() + "' already.");
        }
        apply(new VisitBegan(command.visit(), command.account(), command.method(), command.grants()));
    }

    @CommandHandler
    void view(RecordView command) {
        if (ended != null) {
            throw new IllegalStateException("The visit is over. Sign in again.");
        }
        if (began == null || !began.account().equals(command.account())) {
            throw new IllegalArgumentException("The visit is another one's.");
        }
        apply(new VisitViewed(command.visit(), command.account(), command.method(), command.path()));
    }

    @CommandHandler
    void end(EndVisit command) {
        if (ended == null) {
            apply(new VisitEnded(command.visit(), command.cause()));
        }
    }

    @Override
    public StreamSummary summary() {
        return StreamSummary.of(began, ended);
    }

    @EventSourcingHandler
    void on(StreamSummary summary) {
        summary.events().forEach(event -> on((VisitEvent) event));
    }

    @EventSourcingHandler
    void on(VisitEvent event) {
        switch (event) {
            case VisitBegan e -> {
                stream = VisitCommand.STREAM + e.visit();
                began = e;
            }
            case VisitViewed ignored -> {}
            case VisitEnded e -> ended = e;
        }
    }
}
