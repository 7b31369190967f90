package dev.chancery.gateway.privacy;

/**
 * Raw personal data. Its content is reached by {@link #revealRawText()} alone, so that a reviewer finds every use with one
 * search. It prints as its length, compares by identity and cannot be serialised.
 */
public final class RawText {

    private final String content;

    private RawText(String content) {
        this.content = content;
    }

    /** Wraps the text. */
    public static RawText of(String content) {
        return new RawText(content);
    }

    /** The personal data itself: neither log, store nor send what this returns, except to the person who gave it. */
    public String revealRawText() {
        return content;
    }

    @Override
    public String toString() {
        return "RawText(" + content.length() + " characters)";
    }
}
