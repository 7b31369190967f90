package dev.chancery.handling.tool;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ToolPinCommand;
import dev.chancery.contracts.command.ToolPinCommand.ApproveTool;
import dev.chancery.contracts.command.ToolPinCommand.ReportTool;
import dev.chancery.contracts.event.ToolPinEvent;
import dev.chancery.contracts.event.ToolPinEvent.ToolApproved;
import dev.chancery.contracts.event.ToolPinEvent.ToolChanged;
import dev.chancery.contracts.event.ToolPinEvent.ToolPinned;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A tool, the definition that was approved and the one that was seen last. */
final class Tool {

    @AggregateIdentifier
    private @Nullable String stream;

    private String approved = "";
    private String seen = "";

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void report(ReportTool command) {
        if (stream == null) {
            apply(new ToolPinned(command.server(), command.tool(), command.digest(), command.definition()));
        } else if (!command.digest().equals(seen)) {
            apply(new ToolChanged(command.server(), command.tool(), command.digest(), command.definition()));
        }
    }

    @CommandHandler
    void approve(ApproveTool command) {
        if (seen.equals(approved)) {
            throw new IllegalStateException("The tool is as it was approved; nothing waits for a decision.");
        }
        if (!seen.equals(command.digest())) {
            throw new IllegalStateException(
                    "The tool changed meanwhile: it is " + seen + " now. Look at that definition and decide again.");
        }
        apply(new ToolApproved(command.server(), command.tool(), command.digest(), command.by(), command.reason()));
    }

    @EventSourcingHandler
    void on(ToolPinEvent event) {
        switch (event) {
            case ToolPinned e -> {
                stream = ToolPinCommand.stream(e.server(), e.tool());
                approved = e.digest();
                seen = e.digest();
            }
            case ToolChanged e -> seen = e.digest();
            case ToolApproved e -> approved = e.digest();
        }
    }
}
