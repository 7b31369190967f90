package dev.chancery.contracts.event;

import dev.chancery.contracts.AgentId;

/** A registered caller; stream {@code agent/<agent>}. */
public sealed interface AgentEvent extends Event {

    /** A caller is known from now on; again when what it is for has changed. */
    record AgentRegistered(AgentId agent, String owner, String purpose) implements AgentEvent {}

    /**
     * A key was handed out once.
     *
     * @param keyId the part of the key that may be shown
     * @param sha256 lower-case hex of the whole key, which has 256 random bits
     */
    record AgentKeyIssued(AgentId agent, String keyId, String sha256) implements AgentEvent {}

    /** A key no longer opens anything. */
    record AgentKeyRevoked(AgentId agent, String keyId, String reason) implements AgentEvent {}

    /** The agent may do nothing until reinstated. */
    record AgentSuspended(AgentId agent, String reason) implements AgentEvent {}

    /** The agent may act again. */
    record AgentReinstated(AgentId agent, String reason) implements AgentEvent {}
}
