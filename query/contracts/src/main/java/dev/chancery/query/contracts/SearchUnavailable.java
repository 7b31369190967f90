package dev.chancery.query.contracts;

/** The search index cannot answer now; the message says why, for people. */
public final class SearchUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public SearchUnavailable(String message) {
        super(message);
    }

    public SearchUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
