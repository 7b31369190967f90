package dev.chancery.reports.delivery;

import org.jspecify.annotations.Nullable;

/** A file could not be brought somewhere: a sentence without secrets. */
final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean passing;

    private DeliveryException(String sentence, boolean passing, @Nullable Throwable cause) {
        super(sentence, cause);
        this.passing = passing;
    }

    /** It may be possible later. */
    static DeliveryException passing(String sentence, Throwable cause) {
        return new DeliveryException(sentence, true, cause);
    }

    /** It will not be possible until a person has changed something. */
    static DeliveryException lasting(String sentence, @Nullable Throwable cause) {
        return new DeliveryException(sentence, false, cause);
    }

    boolean isPassing() {
        return passing;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
