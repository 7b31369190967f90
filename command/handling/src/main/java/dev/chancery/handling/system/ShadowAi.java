package dev.chancery.handling.system;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ShadowAiCommand;
import dev.chancery.contracts.command.ShadowAiCommand.ImportShadowAi;
import dev.chancery.contracts.event.ShadowAiEvent;
import dev.chancery.contracts.event.ShadowAiEvent.ShadowAiImported;
import java.util.SortedSet;
import java.util.TreeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** Which logs were taken in. */
final class ShadowAi {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final SortedSet<String> files = new TreeSet<>();

    /** Whether the file was taken in now. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean take(ImportShadowAi command) {
        if (files.contains(command.sha256())) {
            return false;
        }
        apply(new ShadowAiImported(
                command.sha256(),
                command.catalogue(),
                command.lines(),
                command.unknown(),
                command.unreadable(),
                command.services(),
                command.by()));
        return true;
    }

    @EventSourcingHandler
    void on(ShadowAiEvent event) {
        switch (event) {
            case ShadowAiImported e -> {
                stream = ShadowAiCommand.STREAM;
                files.add(e.sha256());
            }
        }
    }
}
