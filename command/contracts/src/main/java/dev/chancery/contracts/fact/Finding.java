package dev.chancery.contracts.fact;

/** What a person thinks of an output that was delivered before he saw it. */
public enum Finding {
    /** It was right. */
    RIGHT,
    /** Another text would have been right, which is kept. */
    OTHERWISE,
    /** It was wrong. */
    WRONG
}
