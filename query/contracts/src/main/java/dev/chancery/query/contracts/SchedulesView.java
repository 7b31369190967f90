package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.SchedulePlan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is issued again and again. */
public record SchedulesView(List<ScheduleView> schedules) {

    /**
     * A schedule.
     *
     * @param setAt what was due before is not made up for
     * @param lastDue when the last one was; null when none was
     * @param lastExport its id; null when none was
     * @param lastMissed how many earlier ones were not made, because nothing ran
     * @param asked whether the last one was asked for, or cannot be
     * @param skipped why the last one was not made; null when it was
     * @param next when it is due next; null in the views, and when it is not
     */
    public record ScheduleView(
            String schedule,
            SchedulePlan plan,
            boolean paused,
            String by,
            Instant setAt,
            @Nullable Instant lastDue,
            @Nullable String lastExport,
            int lastMissed,
            boolean asked,
            @Nullable String skipped,
            @Nullable Instant next) {

        /** The same, with when it is due next. */
        public ScheduleView next(@Nullable Instant due) {
            return new ScheduleView(
                    schedule, plan, paused, by, setAt, lastDue, lastExport, lastMissed, asked, skipped, due);
        }
    }
}
