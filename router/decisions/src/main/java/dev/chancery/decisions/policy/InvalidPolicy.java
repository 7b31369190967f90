package dev.chancery.decisions.policy;

import java.util.List;
import java.util.stream.Collectors;

/** A policy document that cannot come into force; says everything that is wrong with it at once. */
public final class InvalidPolicy extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public InvalidPolicy(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** In the order of the document; at least one. */
    public List<Fault> faults() {
        return faults;
    }

    /**
     * Something wrong with a document.
     *
     * @param pointer JSON pointer (RFC 6901) to the value concerned; empty for the whole document
     * @param reason for people: what is wrong and what to do
     */
    public record Fault(String pointer, String reason) {
        @Override
        public String toString() {
            return (pointer.isEmpty() ? "" : pointer + ": ") + reason;
        }
    }
}
