package dev.chancery.reports.replay;

/** Something that cannot be done as it was asked for: a sentence that says what to do. */
final class BadPeriod extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadPeriod(String sentence) {
        super(sentence);
    }
}
