package dev.chancery.query.web;

import dev.chancery.contracts.fact.PolicyError;
import java.util.List;
import java.util.stream.Collectors;

/** Changing the policy by drafts. What cannot be done is told by an {@link IllegalArgumentException} or {@link IllegalStateException}. */
public interface Drafting {

    /**
     * A value that somebody wants another.
     *
     * @param pointer into the policy document (RFC 6901)
     * @param after as JSON
     */
    record Wanted(String pointer, String after) {}

    /** A file of the policy's bundle as it is. */
    record BundleFile(String name, String text) {}

    /** A text of a file with which the bundle is no policy. */
    final class WrongText extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final transient List<PolicyError> errors;

        public WrongText(List<PolicyError> errors) {
            super("With this text the policy has errors: "
                    + errors.stream().map(PolicyError::toString).collect(Collectors.joining(" ")));
            this.errors = List.copyOf(errors);
        }

        /** By file and line. */
        public List<PolicyError> errors() {
            return errors;
        }
    }

    /** The files of the bundle, in the order in which they are read. */
    List<BundleFile> files();

    /**
     * The canonical document that the policy would be with another text of a file; nothing is changed.
     *
     * @throws WrongText when it would be none
     */
    String document(String file, String text);

    /**
     * Proposes the values that another text of a file changes.
     *
     * @throws WrongText when the policy would be none
     */
    String propose(String file, String text, String reason, String by);

    /** Proposes changes. */
    String propose(List<Wanted> wanted, String reason, String by);

    /** Is for a draft; it is in force when that is enough. */
    void approve(String draft, String reason, String by);

    /** Is against a draft, which comes to nothing. */
    void reject(String draft, String reason, String by);

    /** Tries again to put in force what was approved. */
    void activate(String draft);
}
