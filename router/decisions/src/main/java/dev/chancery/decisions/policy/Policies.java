package dev.chancery.decisions.policy;

import dev.chancery.contracts.PolicyVersion;

/** The policy in force and those that were. */
public interface Policies {

    /** The policy in force. */
    Policy current();

    /**
     * A policy that is or was in force.
     *
     * @throws IllegalStateException when the version is not known: nothing can be decided under it
     */
    Policy version(PolicyVersion version);
}
