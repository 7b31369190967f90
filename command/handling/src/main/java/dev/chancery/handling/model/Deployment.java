package dev.chancery.handling.model;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ModelCommand.ReportModelVersion;
import dev.chancery.contracts.event.ModelEvent;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import java.util.Set;
import java.util.TreeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A model at an address and the versions that it reported. */
final class Deployment {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final Set<String> versions = new TreeSet<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void report(ReportModelVersion command) {
        if (!versions.contains(command.modelVersion())) {
            apply(new ModelVersionSeen(command.deployment(), command.modelVersion(), command.task()));
        }
    }

    @EventSourcingHandler
    void on(ModelEvent event) {
        switch (event) {
            case ModelVersionSeen e -> {
                stream = new ReportModelVersion(e.deployment(), e.modelVersion(), e.firstTask()).target();
                versions.add(e.modelVersion());
            }
        }
    }
}
