package dev.chancery.reports.pack;

/** A pack that cannot be made as it was asked for: a sentence that says what to do. */
final class BadPackRequest extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadPackRequest(String sentence) {
        super(sentence);
    }
}
