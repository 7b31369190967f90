package dev.chancery.handling.export;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.ScheduleCommand;
import dev.chancery.contracts.command.ScheduleCommand.PauseSchedule;
import dev.chancery.contracts.command.ScheduleCommand.RemoveSchedule;
import dev.chancery.contracts.command.ScheduleCommand.SetSchedule;
import dev.chancery.contracts.command.ScheduleCommand.SkipSchedule;
import dev.chancery.contracts.command.ScheduleCommand.StartSchedule;
import dev.chancery.contracts.event.ScheduleEvent;
import dev.chancery.contracts.event.ScheduleEvent.SchedulePaused;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleRemoved;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleSet;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleSkipped;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleStarted;
import dev.chancery.contracts.fact.SchedulePlan;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** What is issued again and again, and when it was last. */
final class Schedule {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    /** Null when there is none any more. */
    private @Nullable SchedulePlan plan;

    private boolean paused;
    private @Nullable Instant due;
    private @Nullable String export;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void set(SetSchedule command) {
        if (paused || !command.plan().equals(plan)) {
            apply(new ScheduleSet(command.schedule(), command.plan(), command.by()));
        }
    }

    @CommandHandler
    void pause(PauseSchedule command) {
        demand(command.schedule());
        if (!paused) {
            apply(new SchedulePaused(command.by()));
        }
    }

    @CommandHandler
    void remove(RemoveSchedule command) {
        demand(command.schedule());
        apply(new ScheduleRemoved(command.by()));
    }

    private void demand(String schedule) {
        if (plan == null) {
            throw new IllegalArgumentException("There is no schedule '" + schedule + "'.");
        }
    }

    @CommandHandler
    void start(StartSchedule command) {
        if (plan != null && !paused && (due == null || command.due().isAfter(due))) {
            apply(new ScheduleStarted(command.due(), command.missed(), command.export()));
        }
    }

    @CommandHandler
    void skip(SkipSchedule command) {
        if (command.export().equals(export)) {
            apply(new ScheduleSkipped(command.export(), command.reason()));
        }
    }

    @EventSourcingHandler
    void on(ScheduleEvent event) {
        switch (event) {
            case ScheduleSet e -> {
                stream = ScheduleCommand.STREAM + e.schedule();
                plan = e.plan();
                paused = false;
            }
            case SchedulePaused e -> paused = true;
            case ScheduleRemoved e -> plan = null;
            case ScheduleStarted e -> {
                due = e.due();
                export = e.export();
            }
            case ScheduleSkipped e -> export = null;
        }
    }
}
