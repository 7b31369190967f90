package dev.chancery.contracts.command;

/** What becomes of an output. */
public enum Delivery {
    /** It goes to the caller. */
    RELEASED,
    /** It waits for a person. */
    HELD,
    /** It is kept and never delivered. */
    SHADOWED,
    /** There is none. */
    FAILED
}
