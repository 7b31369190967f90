package dev.chancery.contracts.log;

/** The record cannot be written or read; whatever was asked must not happen. */
public final class RecordUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RecordUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
