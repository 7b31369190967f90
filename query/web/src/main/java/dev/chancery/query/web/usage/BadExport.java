package dev.chancery.query.web.usage;

/** A file that is no export that can be taken in; the message says what to do. */
public final class BadExport extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public BadExport(String message) {
        super(message);
    }
}
