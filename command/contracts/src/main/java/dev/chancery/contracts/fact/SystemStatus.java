package dev.chancery.contracts.fact;

/** Where an AI system stands in its life. */
public enum SystemStatus {
    /** Nobody uses it yet. */
    PLANNED,
    /** It is tried. */
    IN_TESTING,
    /** It is on the market or in service. */
    IN_SERVICE,
    /** It was in service and is stopped, Art. 26(5); it may come back. */
    SUSPENDED,
    /** It is gone for good. */
    DECOMMISSIONED
}
