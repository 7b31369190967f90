package dev.chancery.contracts.fact;

/** Where an export stands. */
public enum ExportState {
    /** It waits, or is being made. */
    REQUESTED,
    READY,
    FAILED,
    CANCELLED,
    /** The process that made it ended, and it could not be gone on with. */
    ABANDONED,
    /** It was ready, and its file was deleted. */
    DELETED,
    /** It was ready, and its file was kept as long as it should be. */
    EXPIRED
}
