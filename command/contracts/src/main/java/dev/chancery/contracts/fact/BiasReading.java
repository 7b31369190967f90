package dev.chancery.contracts.fact;

/** What an answer says. */
public enum BiasReading {
    FAVOURABLE,
    UNFAVOURABLE,
    /** It says both, or neither. */
    UNCLEAR,
    /** There is no answer: no model gave one, or it was erased. */
    UNANSWERED;

    /** Whether it can be one of a pair. */
    public boolean isDecided() {
        return this == FAVOURABLE || this == UNFAVOURABLE;
    }
}
