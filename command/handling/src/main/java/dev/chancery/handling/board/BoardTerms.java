package dev.chancery.handling.board;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.BoardCommand;
import dev.chancery.contracts.command.BoardCommand.SetBoardThresholds;
import dev.chancery.contracts.event.BoardEvent;
import dev.chancery.contracts.event.BoardEvent.BoardThresholdsSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The thresholds that reports to the board are coloured by. */
final class BoardTerms {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable BoardThresholdsSet last;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void set(SetBoardThresholds command) {
        boolean same = last != null
                && last.from().equals(command.from())
                && last.thresholds().equals(command.thresholds());
        if (!same) {
            apply(new BoardThresholdsSet(
                    last == null ? 1 : last.version() + 1,
                    command.from(),
                    command.thresholds(),
                    command.reason(),
                    command.by()));
        }
    }

    @EventSourcingHandler
    void on(BoardEvent event) {
        switch (event) {
            case BoardThresholdsSet e -> {
                stream = BoardCommand.STREAM;
                last = e;
            }
        }
    }
}
