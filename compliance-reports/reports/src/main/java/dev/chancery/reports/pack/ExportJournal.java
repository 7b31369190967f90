package dev.chancery.reports.pack;

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

    /** Records what was done, as soon as that is possible. */
    void after(ExportCommand command);
}
