package dev.chancery.handling.usage;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.UsageCommand.ImportUsage;
import dev.chancery.contracts.event.UsageEvent;
import dev.chancery.contracts.event.UsageEvent.UsageImported;
import dev.chancery.contracts.fact.UsageExport.Measure;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** What one provider says was used: which files were taken in, and for which days they hold. */
final class ProviderUsage {

    private record Import(String sha256, Measure measure, LocalDate from, LocalDate to) {

        boolean shares(ImportUsage other) {
            return measure == other.export().measure() && !from.isAfter(other.to()) && !to.isBefore(other.from());
        }
    }

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private final List<Import> imports = new ArrayList<>();

    /** What it replaces; null when the file is known. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    @Nullable
    List<String> take(ImportUsage command) {
        if (imports.stream().anyMatch(i -> i.sha256.equals(command.sha256()))) {
            return null;
        }
        List<String> replaced = imports.stream()
                .filter(i -> i.shares(command))
                .map(Import::sha256)
                .toList();
        apply(new UsageImported(
                command.export(),
                command.sha256(),
                command.from(),
                command.to(),
                command.rows(),
                replaced,
                command.by()));
        return replaced;
    }

    @EventSourcingHandler
    void on(UsageEvent event) {
        switch (event) {
            case UsageImported e -> {
                stream = "usage/" + e.export().provider();
                imports.add(new Import(e.sha256(), e.export().measure(), e.from(), e.to()));
            }
        }
    }
}
