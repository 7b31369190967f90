package dev.chancery.handling.export;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.AbandonExport;
import dev.chancery.contracts.command.ExportCommand.CancelExport;
import dev.chancery.contracts.command.ExportCommand.CompleteDelivery;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DeleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.ExpireExport;
import dev.chancery.contracts.command.ExportCommand.FailDelivery;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestDelivery;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.command.ExportCommand.ResumeExport;
import dev.chancery.contracts.event.ExportEvent;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCancelled;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDeleted;
import dev.chancery.contracts.event.ExportEvent.ExportDelivered;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryFailed;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryRequested;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportExpired;
import dev.chancery.contracts.event.ExportEvent.ExportFailed;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ExportEvent.ExportResumed;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A pack or a report, from the request to the end of its file. */
final class Export {

    /** What ends the process each time must not do so for ever. */
    private static final int ATTEMPTS = 5;

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private boolean over;
    private boolean complete;
    private int attempts;

    /** Where it is being brought. */
    private @Nullable String destination;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    void request(RequestExport c) {
        apply(new ExportRequested(
                c.export(),
                c.actor(),
                c.scope(),
                c.from(),
                c.to(),
                c.withContents(),
                c.kind(),
                c.period(),
                c.occasion()));
    }

    @CommandHandler
    void resume(ResumeExport command) {
        if (over) {
            throw new IllegalStateException("The export " + command.export() + " has its outcome");
        }
        if (attempts >= ATTEMPTS) {
            throw new IllegalStateException("The export " + command.export() + " was begun " + attempts + " times");
        }
        apply(new ExportResumed(attempts + 1));
    }

    @CommandHandler
    void cancel(CancelExport command) {
        end(new ExportCancelled(command.actor()));
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

    @CommandHandler
    void delete(DeleteExport command) {
        if (complete) {
            apply(new ExportDeleted(command.actor(), command.why()));
        }
    }

    @CommandHandler
    void expire(ExpireExport command) {
        if (complete) {
            apply(new ExportExpired(command.days()));
        }
    }

    @CommandHandler
    void requestDelivery(RequestDelivery command) {
        if (command.destination().equals(destination)) {
            return;
        }
        if (!complete || destination != null) {
            throw new IllegalStateException("The export " + command.export()
                    + (complete ? " is on its way to " + destination : " has no file"));
        }
        apply(new ExportDeliveryRequested(command.destination(), command.address()));
    }

    @CommandHandler
    void completeDelivery(CompleteDelivery c) {
        if (c.destination().equals(destination)) {
            apply(new ExportDelivered(c.destination(), c.address(), c.sha256(), c.bytes()));
        }
    }

    @CommandHandler
    void failDelivery(FailDelivery command) {
        if (command.destination().equals(destination)) {
            apply(new ExportDeliveryFailed(command.destination(), command.reason()));
        }
    }

    private void end(ExportEvent outcome) {
        if (!over) {
            apply(outcome);
        }
    }

    @EventSourcingHandler
    void on(ExportEvent event) {
        switch (event) {
            case ExportRequested e -> {
                stream = ExportCommand.STREAM + e.export();
                attempts = 1;
            }
            case ExportResumed e -> attempts = e.attempt();
            case ExportCompleted e -> {
                over = true;
                complete = true;
            }
            case ExportFailed e -> over = true;
            case ExportCancelled e -> over = true;
            case ExportAbandoned e -> over = true;
            case ExportDownloaded e -> {}
            case ExportDeleted e -> complete = false;
            case ExportExpired e -> complete = false;
            case ExportDeliveryRequested e -> destination = e.destination();
            case ExportDelivered e -> destination = null;
            case ExportDeliveryFailed e -> destination = null;
        }
    }
}
