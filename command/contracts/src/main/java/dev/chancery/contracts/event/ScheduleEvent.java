package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.SchedulePlan;
import java.time.Instant;

/** What is issued again and again; stream {@code schedule/<schedule>}. */
public sealed interface ScheduleEvent extends Event {

    /** It is so from now on. A paused one goes on. */
    record ScheduleSet(String schedule, SchedulePlan plan, String by) implements ScheduleEvent {}

    /** Nothing is due until it is set again. */
    record SchedulePaused(String by) implements ScheduleEvent {}

    /** There is none any more. What it issued stays. */
    record ScheduleRemoved(String by) implements ScheduleEvent {}

    /**
     * It was due, and is issued.
     *
     * @param due when it was
     * @param missed how many earlier ones were due while nothing ran, and are not issued
     * @param export under which id
     */
    record ScheduleStarted(Instant due, int missed, String export) implements ScheduleEvent {}

    /**
     * What was started could not be asked for.
     *
     * @param export under which id it would have been
     * @param reason a sentence
     */
    record ScheduleSkipped(String export, String reason) implements ScheduleEvent {}
}
