package dev.chancery.contracts.event;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.PolicyError;
import java.util.List;

/** The rules in force; stream {@code policy}. */
public sealed interface PolicyEvent extends Event {

    /**
     * A bundle holds from now on.
     *
     * @param document its canonical JSON; the version is this text's SHA-256
     */
    record PolicyActivated(PolicyVersion version, String document) implements PolicyEvent {}

    /** A bundle was refused; the one in force stays. */
    record PolicyRejected(List<PolicyError> errors) implements PolicyEvent {
        public PolicyRejected {
            errors = List.copyOf(errors);
        }
    }
}
