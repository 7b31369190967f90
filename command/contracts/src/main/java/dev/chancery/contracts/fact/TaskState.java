package dev.chancery.contracts.fact;

/** Where a task stands; a fold of its stream. */
public enum TaskState {
    /** Asked for and under way. */
    OPENED,
    /** The act was not permitted. */
    REFUSED,
    /** The output went to the caller. */
    RELEASED,
    /** The output waits for a person. */
    HELD,
    /** The output is kept and never delivered. */
    SHADOWED,
    /** A person released the output as it was. */
    APPROVED,
    /** A person released another text in its place. */
    EDITED,
    /** A person withheld the output. */
    REJECTED,
    /** A judge was asked which of two texts it prefers. */
    COMPARED,
    /** No candidate answered. */
    FAILED,
    /** The outcome never came. */
    ABANDONED
}
