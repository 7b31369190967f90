package dev.chancery.contracts.fact;

/** Why the outcome of an act never came. */
public enum AbandonCause {
    /** The process died between intent and outcome; found at its next start. */
    PROCESS_ENDED("the process ended before the outcome was recorded"),
    /** Whether the intent was recorded was not known, so nothing was done under it; it turned out to be recorded. */
    COMMIT_UNKNOWN("the record was away when the task was opened"),
    /** A fault of Chancery ended the act. */
    FAULT("a fault of Chancery ended the task"),
    /** Told in words alone, by the first revision of the event. */
    UNTYPED("the cause was told in words only");

    private final String sentence;

    AbandonCause(String sentence) {
        this.sentence = sentence;
    }

    /** The cause for people. */
    public String sentence() {
        return sentence;
    }
}
