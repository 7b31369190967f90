package dev.chancery.reports.issue;

import dev.chancery.contracts.command.ExportCommand;

/** Where it is recorded what leaves the house. */
public interface ExportJournal {

    /**
     * Records what is about to be done, and returns once that is durable.
     *
     * @throws dev.chancery.contracts.log.RecordUnavailable when it cannot be; then it must not be done
     * @throws IllegalStateException when the export does not permit it
     */
    void before(ExportCommand command);

    /** Records what was done, as soon as that is possible; whether it is recorded already. What is not may be lost with the process. */
    boolean after(ExportCommand command);
}
