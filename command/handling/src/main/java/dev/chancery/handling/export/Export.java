package dev.chancery.handling.export;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.AbandonExport;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.event.ExportEvent;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportFailed;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** An audit pack, from the request to its downloads. */
final class Export {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private boolean over;
    private boolean complete;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    void request(RequestExport c) {
        apply(new ExportRequested(c.export(), c.actor(), c.scope(), c.from(), c.to(), c.withContents()));
    }

    @CommandHandler
    void complete(CompleteExport command) {
        end(new ExportCompleted(command.sha256(), command.bytes(), command.verdict()));
    }

    @CommandHandler
    void fail(FailExport command) {
        end(new ExportFailed(command.reason()));
    }

    @CommandHandler
    void abandon(AbandonExport command) {
        end(new ExportAbandoned(command.cause()));
    }

    @CommandHandler
    void download(DownloadExport command) {
        if (!complete) {
            throw new IllegalStateException("The export " + command.export() + " is not complete");
        }
        apply(new ExportDownloaded(command.actor()));
    }

    private void end(ExportEvent outcome) {
        if (!over) {
            apply(outcome);
        }
    }

    @EventSourcingHandler
    void on(ExportEvent event) {
        switch (event) {
            case ExportRequested e -> stream = ExportCommand.STREAM + e.export();
            case ExportCompleted e -> {
                over = true;
                complete = true;
            }
            case ExportFailed e -> over = true;
            case ExportAbandoned e -> over = true;
            case ExportDownloaded e -> {}
        }
    }
}
