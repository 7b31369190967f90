package dev.chancery.contracts.fact;

/** By which means the limits of a sandbox hold. The time of day's clock limits every one, and ends all of its processes. */
public enum LimitMeans {
    /**
     * Limits of the kernel on each process: its memory, its processor time and the size of a file; on all processes of the
     * sandbox together: their number. The work directory has a size of its own.
     */
    RESOURCE_LIMITS,
    /** Only the clock. */
    CLOCK
}
