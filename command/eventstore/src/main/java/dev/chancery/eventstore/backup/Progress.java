package dev.chancery.eventstore.backup;

/** Is told how far a backup or a restore has come. */
@FunctionalInterface
public interface Progress {

    /** Tells nobody. */
    Progress SILENT = (done, total) -> {};

    /**
     * So many events are done.
     *
     * @param done since this run began
     * @param total that this run will do
     */
    void at(long done, long total);
}
