package dev.chancery.contracts.fact;

/** What a judge said who was shown two texts. */
public enum PairChoice {
    /** It prefers the text that was shown first. */
    FIRST,
    SECOND,
    TIE,
    /** It answered, and what it wrote was no choice. */
    MALFORMED,
    /** It gave no answer, or was not asked any more. */
    UNANSWERED
}
