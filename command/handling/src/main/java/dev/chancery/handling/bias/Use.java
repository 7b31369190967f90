package dev.chancery.handling.bias;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.BiasCommand;
import dev.chancery.contracts.command.BiasCommand.AccessAttributes;
import dev.chancery.contracts.command.BiasCommand.DeleteAttributes;
import dev.chancery.contracts.command.BiasCommand.EndUse;
import dev.chancery.contracts.command.BiasCommand.PermitUse;
import dev.chancery.contracts.command.BiasCommand.ReceiveDataset;
import dev.chancery.contracts.event.BiasEvent.BiasDatasetReceived;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesAccessed;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.event.BiasEvent.SpecialCategoryUseEnded;
import dev.chancery.contracts.event.BiasEvent.SpecialCategoryUsePermitted;
import dev.chancery.decisions.fairness.UseDecision;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A record of Article 4a, with the data sets that were taken in under it. */
final class Use {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable SpecialCategoryUsePermitted permitted;
    private boolean ended;

    /** The attributes of each data set that is kept. */
    private final SortedMap<String, List<String>> kept = new TreeMap<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void permit(PermitUse command) {
        if (permitted != null) {
            throw new IllegalStateException("There is a record '" + command.use() + "' already. Give another id.");
        }
        apply(UseDecision.permit(command));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void end(EndUse command) {
        if (permitted == null || ended) {
            throw new IllegalStateException(
                    "There is no Article 4a record '" + command.use() + "' that could be ended.");
        }
        apply(new SpecialCategoryUseEnded(command.use(), command.reason(), command.by()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void receive(ReceiveDataset command) {
        SpecialCategoryUsePermitted under = UseDecision.inForce(permitted, ended, command.use(), command.at());
        UseDecision.covered(under, command.attributes());
        apply(new BiasDatasetReceived(
                command.dataset(),
                command.use(),
                command.name(),
                command.subject(),
                command.rows(),
                command.sha256(),
                command.attributes(),
                command.labelled(),
                command.scored(),
                command.tasks(),
                under.until(),
                command.by()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void access(AccessAttributes command) {
        UseDecision.inForce(permitted, ended, command.use(), command.at());
        List<String> attributes = kept.get(command.dataset());
        if (attributes == null) {
            throw new IllegalStateException(
                    "The data set '" + command.dataset() + "' was deleted. Upload one to check again.");
        }
        for (String attribute : command.attributes()) {
            if (!attributes.contains(attribute)) {
                throw new IllegalArgumentException("The data set has no attribute '" + attribute + "', but "
                        + String.join(", ", attributes) + ".");
            }
        }
        Instant at = command.at();
        apply(new ProtectedAttributesAccessed(
                command.use(), command.dataset(), command.attributes(), command.purpose(), at, command.by()));
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void delete(DeleteAttributes command) {
        if (kept.containsKey(command.dataset())) {
            apply(new ProtectedAttributesDeleted(
                    command.use(), command.dataset(), command.rows(), command.cause(), command.reason(), command.by()));
        }
    }

    @EventSourcingHandler
    void on(SpecialCategoryUsePermitted event) {
        stream = BiasCommand.STREAMS + "use/" + event.use();
        permitted = event;
    }

    @EventSourcingHandler
    void on(SpecialCategoryUseEnded event) {
        ended = true;
    }

    @EventSourcingHandler
    void on(BiasDatasetReceived event) {
        kept.put(event.dataset(), event.attributes());
    }

    @EventSourcingHandler
    void on(ProtectedAttributesDeleted event) {
        kept.remove(event.dataset());
    }
}
