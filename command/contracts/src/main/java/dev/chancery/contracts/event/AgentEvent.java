package dev.chancery.contracts.event;

import dev.chancery.contracts.AgentId;
import org.jspecify.annotations.Nullable;

/** A registered caller; stream {@code agent/<agent>}. */
public sealed interface AgentEvent extends Event {

    AgentId agent();

    /**
     * A caller is known from now on; again when what it is for has changed.
     *
     * @param runtime what it runs in, as its owner says it, null when not told
     * @param by the person who registered it by the API, null when the policy declares it
     */
    record AgentRegistered(
            AgentId agent,
            String owner,
            String purpose,
            @Nullable String runtime,
            @Nullable String by) implements AgentEvent {}

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
