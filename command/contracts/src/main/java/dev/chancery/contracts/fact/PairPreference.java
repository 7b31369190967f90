package dev.chancery.contracts.fact;

/** Which text of a pair a judge prefers who was asked in both orders. */
public enum PairPreference {
    OUTPUT,
    CORRECTION,
    /** It found them alike in both orders. */
    TIE,
    /** It said one thing in one order and another in the other; this counts as a tie. */
    FLIPPED,
    /** In one order at the least it made no choice that counts. */
    UNDECIDED
}
