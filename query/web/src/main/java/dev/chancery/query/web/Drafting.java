package dev.chancery.query.web;

import java.util.List;

/** Changing the policy by drafts. What cannot be done is told by an {@link IllegalArgumentException} or {@link IllegalStateException}. */
public interface Drafting {

    /**
     * A value that somebody wants another.
     *
     * @param pointer into the policy document (RFC 6901)
     * @param after as JSON
     */
    record Wanted(String pointer, String after) {}

    /** Proposes changes. */
    String propose(List<Wanted> wanted, String reason, String by);

    /** Is for a draft; it is in force when that is enough. */
    void approve(String draft, String reason, String by);

    /** Is against a draft, which comes to nothing. */
    void reject(String draft, String reason, String by);

    /** Tries again to put in force what was approved. */
    void activate(String draft);
}
