package dev.chancery.contracts.event;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.Finding;

/**
 * What measures the reviewers; stream {@code calibration/<task>}, which is not the task's: who reviews a task and looks at its stream
 * does not see it.
 */
public sealed interface CalibrationEvent extends Event {

    /**
     * From now on it is known what the right decision about a task in the review queue is.
     *
     * @param by who knows it; what he decides about it himself does not count
     */
    record CaseSeeded(TaskId task, Finding right, String reason, String by) implements CalibrationEvent {}
}
