package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * What a screening found about one prohibited practice of Art. 5(1).
 *
 * @param practice its point: {@code a}, {@code b}, {@code ba}, …
 * @param exception name in the rule set of the exception that is claimed; null unless the verdict is {@link Verdict#EXCEPTED}
 * @param evidence what it rests upon, in words or as a reference
 */
public record ScreenedPractice(
        String practice,
        Verdict verdict,
        @Nullable String exception,
        @Nullable String evidence) {

    /** What was found. */
    public enum Verdict {
        /** The system does nothing of the kind. */
        ABSENT,
        /** It does, and an exception of the Act is claimed. */
        EXCEPTED,
        /** It does. */
        PRESENT
    }
}
