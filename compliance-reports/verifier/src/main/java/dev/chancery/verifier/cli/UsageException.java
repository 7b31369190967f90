package dev.chancery.verifier.cli;

/** What was asked cannot be done as it was asked. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String sentence) {
        super(sentence);
    }
}
