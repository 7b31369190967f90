package dev.chancery.query.web.usage;

/** A file that is no export that can be taken in; the message says what to do. */
final class BadExport extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadExport(String message) {
        super(message);
    }
}
