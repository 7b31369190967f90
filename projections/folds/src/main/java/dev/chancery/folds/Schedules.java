package dev.chancery.folds;

import dev.chancery.contracts.command.ScheduleCommand;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ScheduleEvent;
import dev.chancery.contracts.event.ScheduleEvent.SchedulePaused;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleRemoved;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleSet;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleSkipped;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleStarted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is issued again and again, by its id; what was removed too. */
public final class Schedules implements Fold<Step, String, Schedules.Schedule> {

    /**
     * A schedule.
     *
     * @param at when it was set last: what was due before is not made up for
     * @param last the last one that was due; null when none was
     * @param asked whether that was asked for, or cannot be
     * @param skipped why the last one was not made; null when it was
     */
    public record Schedule(
            ScheduleSet set,
            Instant at,
            long position,
            boolean paused,
            boolean removed,
            @Nullable ScheduleStarted last,
            boolean asked,
            @Nullable String skipped) {}

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return switch (step.recorded().event()) {
            case ScheduleEvent ignored -> List.of(step.recorded().stream().substring(ScheduleCommand.STREAM.length()));
            case ExportRequested e ->
                e.occasion() == null ? List.of() : List.of(e.occasion().schedule());
            default -> List.of();
        };
    }

    @Override
    public Schedule apply(String key, @Nullable Schedule before, Step step) {
        if (step.recorded().event() instanceof ScheduleSet e) {
            return new Schedule(
                    e,
                    step.recorded().at(),
                    step.recorded().position(),
                    false,
                    false,
                    before == null ? null : before.last(),
                    before == null || before.asked(),
                    before == null ? null : before.skipped());
        }
        if (before == null) {
            throw new IllegalStateException("The schedule " + key + " was never set");
        }
        return switch (step.recorded().event()) {
            case SchedulePaused ignored ->
                with(before, true, before.removed(), before.last(), before.asked(), before.skipped());
            case ScheduleRemoved ignored ->
                with(before, before.paused(), true, before.last(), before.asked(), before.skipped());
            case ScheduleStarted e -> with(before, before.paused(), before.removed(), e, false, null);
            case ScheduleSkipped e -> with(before, before.paused(), before.removed(), before.last(), true, e.reason());
            case ExportRequested e ->
                before.last() == null || !before.last().export().equals(e.export())
                        ? before
                        : with(before, before.paused(), before.removed(), before.last(), true, null);
            default -> before;
        };
    }

    private static Schedule with(
            Schedule before,
            boolean paused,
            boolean removed,
            @Nullable ScheduleStarted last,
            boolean asked,
            @Nullable String skipped) {
        return new Schedule(before.set(), before.at(), before.position(), paused, removed, last, asked, skipped);
    }
}
