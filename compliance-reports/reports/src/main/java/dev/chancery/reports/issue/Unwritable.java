package dev.chancery.reports.issue;

/** Nothing can be written where exports lie. */
public final class Unwritable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unwritable(boolean full, Throwable cause) {
        super(
                full
                        ? "The disk is full where exports lie, so none can be made. Free space on it, then ask again."
                        : "The directory where exports lie cannot be written, so none can be made; the server's log says"
                                + " why.",
                cause);
    }
}
