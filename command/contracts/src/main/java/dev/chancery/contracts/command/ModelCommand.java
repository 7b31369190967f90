package dev.chancery.contracts.command;

import dev.chancery.contracts.TaskId;

/** What is asked of a deployment's lineage. */
public sealed interface ModelCommand extends Command {

    String deployment();

    @Override
    default String target() {
        return "model/" + deployment();
    }

    /** Record a version that a provider reported. Does nothing when it is known. */
    record ReportModelVersion(String deployment, String modelVersion, TaskId task) implements ModelCommand {}
}
