package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Agents and the ids of their keys. */
public record AgentsView(List<AgentView> agents) {

    /**
     * An agent.
     *
     * @param runtime what it runs in, null when not told
     * @param registeredBy who registered it by the API, null when the policy declares it
     * @param suspended why it may not act, null when it may
     */
    public record AgentView(
            String agent,
            String owner,
            String purpose,
            @Nullable String runtime,
            @Nullable String registeredBy,
            Instant registeredAt,
            @Nullable String suspended,
            @Nullable Instant suspendedAt,
            List<KeyView> keys) {}

    /**
     * A key, without what opens anything.
     *
     * @param revokedAt null while it is good
     */
    public record KeyView(
            String keyId,
            Instant issuedAt,
            @Nullable Instant revokedAt,
            @Nullable String revocation) {}
}
