package dev.chancery.contracts.fact;

/** What has become of the clock of an incident. */
public enum ReportingState {
    /** Nothing has to be reported. */
    NOT_REQUIRED,
    OPEN,
    /** An authority was told in time. */
    MET,
    MISSED,
    /** Another clock took its place while it was open. */
    SUPERSEDED
}
