package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.SchedulePlan;
import java.time.Instant;

/** What is asked of a schedule. */
public sealed interface ScheduleCommand extends Command {

    /** What the streams of schedules begin with. */
    String STREAM = "schedule/";

    String schedule();

    @Override
    default String target() {
        return STREAM + schedule();
    }

    /** Issue so from now on. Does nothing when it is so already. */
    record SetSchedule(String schedule, SchedulePlan plan, String by) implements ScheduleCommand {}

    /** Issue nothing until it is set again. Does nothing when it is paused; fails when there is none. */
    record PauseSchedule(String schedule, String by) implements ScheduleCommand {}

    /** Issue nothing any more. Fails when there is none. */
    record RemoveSchedule(String schedule, String by) implements ScheduleCommand {}

    /** It is due. Does nothing when something was started that was due then or later, or when nothing is to be issued. */
    record StartSchedule(String schedule, Instant due, int missed, String export) implements ScheduleCommand {}

    /** What was started cannot be asked for. Does nothing when something else was started last. */
    record SkipSchedule(String schedule, String export, String reason) implements ScheduleCommand {}
}
