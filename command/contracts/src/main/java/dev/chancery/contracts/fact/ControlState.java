package dev.chancery.contracts.fact;

/** What a control found. */
public enum ControlState {
    SATISFIED,
    FAILING,
    /** There is evidence, and it is too old. */
    STALE,
    /** The record says nothing either way. */
    NO_EVIDENCE,
    /** The law asks nothing of the kind of this system. */
    NOT_APPLICABLE
}
