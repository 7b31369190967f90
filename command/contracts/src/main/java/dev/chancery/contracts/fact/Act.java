package dev.chancery.contracts.fact;

/** What is recorded as an intent before it and an outcome after it. */
public enum Act {
    /** A model call or a tool call, from its opening to what came of it. */
    TASK,
    /** Handing a released output to the caller. */
    DELIVERY,
    /** Writing an audit pack. */
    EXPORT
}
