package dev.chancery.contracts.command;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.Finding;

/** What is asked of the measuring of reviewers. */
public sealed interface CalibrationCommand extends Command {

    TaskId task();

    @Override
    default String target() {
        return "calibration/" + task().value();
    }

    /** Make a task that waits for review a case whose right decision is known. Fails when it is one. */
    record SeedCase(TaskId task, Finding right, String reason, String by) implements CalibrationCommand {}
}
