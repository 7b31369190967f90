package dev.chancery.contracts;

import org.jspecify.annotations.Nullable;

/** Something that whoever runs Chancery has to put right before it can start; the message says what, and how. */
public final class CannotStart extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public CannotStart(String message) {
        this(message, null);
    }

    public CannotStart(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
