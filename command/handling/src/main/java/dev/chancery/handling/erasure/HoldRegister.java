package dev.chancery.handling.erasure;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.event.HoldEvent;
import dev.chancery.contracts.event.HoldEvent.HoldLifted;
import dev.chancery.contracts.event.HoldEvent.HoldPlaced;
import dev.chancery.contracts.log.Nodes;
import java.util.SortedSet;
import java.util.TreeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** All legal holds of the company. */
final class HoldRegister {

    private static final int LIMIT = 10_000;

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final SortedSet<String> standing = new TreeSet<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void place(PlaceHold command, Holds holds) {
        if (standing.contains(command.hold())) {
            return;
        }
        if (standing.size() >= LIMIT) {
            throw new IllegalStateException(
                    "There are " + LIMIT + " holds. Lift those that have served their purpose.");
        }
        Nodes.Turn turn = holds.turn();
        CurrentUnitOfWork.get().onCleanup(over -> turn.close());
        HoldPlaced placed = new HoldPlaced(command.hold(), command.scope(), command.reason(), command.by());
        holds.take(placed);
        CurrentUnitOfWork.get().afterCommit(committed -> holds.take(placed));
        CurrentUnitOfWork.get().onRollback(failed -> holds.forget());
        apply(placed);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void lift(LiftHold command, Holds holds) {
        if (!standing.contains(command.hold())) {
            throw new IllegalArgumentException("There is no hold '" + command.hold() + "' that stands.");
        }
        holds.openIncident(command.hold()).ifPresent(incident -> {
            throw new IllegalStateException("The hold keeps the evidence of the incident '" + incident
                    + "', which is open. Close the incident first.");
        });
        HoldLifted lifted = new HoldLifted(command.hold(), command.reason(), command.by());
        CurrentUnitOfWork.get().afterCommit(committed -> holds.take(lifted));
        CurrentUnitOfWork.get().onRollback(failed -> holds.forget());
        apply(lifted);
    }

    @EventSourcingHandler
    void on(HoldEvent event) {
        stream = HoldCommand.STREAM;
        switch (event) {
            case HoldPlaced placed -> standing.add(placed.hold());
            case HoldLifted lifted -> standing.remove(lifted.hold());
        }
    }
}
