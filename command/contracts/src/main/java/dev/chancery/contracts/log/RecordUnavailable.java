package dev.chancery.contracts.log;

import org.jspecify.annotations.Nullable;

/** The record cannot be written or read; whatever was asked must not happen. */
public final class RecordUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RecordUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
