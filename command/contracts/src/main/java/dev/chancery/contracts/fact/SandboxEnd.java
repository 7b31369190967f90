package dev.chancery.contracts.fact;

/** How a sandbox ended. Whatever ended it, no process of it is left. */
public enum SandboxEnd {
    /** Its program ended by itself. */
    EXITED,
    /** Chancery closed it, because the call was over or broken off. */
    CLOSED,
    /** It was closed because its time was over. */
    OUT_OF_TIME,
    /** It could not be made, and the program was not started. */
    NOT_STARTED
}
