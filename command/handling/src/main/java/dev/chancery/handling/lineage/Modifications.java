package dev.chancery.handling.lineage;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.LineageCommand;
import dev.chancery.contracts.command.LineageCommand.AssessModification;
import dev.chancery.contracts.event.LineageEvent.ModificationAssessed;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** All assessments, and the last of each change. */
final class Modifications {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final SortedMap<String, ModificationAssessed> last = new TreeMap<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void assess(AssessModification command) {
        ModificationAssessed before = last.get(command.modification());
        if (before != null
                && before.substantial() == command.substantial()
                && before.by().equals(command.by())) {
            throw new IllegalStateException(
                    "You have assessed this change so already. Another assessment has another result, or is another person's.");
        }
        apply(new ModificationAssessed(
                command.modification(),
                command.workflow(),
                command.kind(),
                command.positions(),
                command.substantial(),
                command.reason(),
                command.by()));
    }

    @EventSourcingHandler
    void on(ModificationAssessed event) {
        stream = LineageCommand.STREAM;
        last.put(event.modification(), event);
    }
}
