package dev.chancery.folds;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentKeyRevoked;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.AgentEvent.AgentReinstated;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Agents, the ids of their keys, and whether they may act. */
public final class Agents implements Fold<Step, AgentId, Agents.Agent> {

    /**
     * An agent.
     *
     * @param runtime null when not told
     * @param registeredBy who did it by the API last, null when the policy declares it
     * @param registeredAt null while only its keys are known
     * @param suspended why it may not act, null when it may
     * @param keys in the order of their issue
     */
    public record Agent(
            AgentId agent,
            String owner,
            String purpose,
            @Nullable String runtime,
            @Nullable String registeredBy,
            @Nullable Instant registeredAt,
            @Nullable String suspended,
            @Nullable Instant suspendedAt,
            List<Key> keys) {}

    /** A key by its id. */
    public record Key(
            String keyId,
            Instant issuedAt,
            @Nullable Instant revokedAt,
            @Nullable String revocation) {}

    @Override
    public String name() {
        return "agents";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<AgentId> keys(Step step) {
        return step.recorded().event() instanceof AgentEvent event
                ? List.of(
                        switch (event) {
                            case AgentRegistered e -> e.agent();
                            case AgentKeyIssued e -> e.agent();
                            case AgentKeyRevoked e -> e.agent();
                            case AgentSuspended e -> e.agent();
                            case AgentReinstated e -> e.agent();
                        })
                : List.of();
    }

    @Override
    public Agent apply(AgentId key, @Nullable Agent before, Step step) {
        Agent a = before == null ? new Agent(key, "", "", null, null, null, null, null, List.of()) : before;
        Instant at = step.recorded().at();
        return switch ((AgentEvent) step.recorded().event()) {
            case AgentRegistered e ->
                new Agent(
                        key,
                        e.owner(),
                        e.purpose(),
                        e.runtime(),
                        e.by(),
                        a.registeredAt() == null ? at : a.registeredAt(),
                        a.suspended(),
                        a.suspendedAt(),
                        a.keys());
            case AgentKeyIssued e ->
                keys(a, Stream.concat(a.keys().stream(), Stream.of(new Key(e.keyId(), at, null, null))));
            case AgentKeyRevoked e ->
                keys(
                        a,
                        a.keys().stream()
                                .map(k -> k.keyId().equals(e.keyId())
                                        ? new Key(k.keyId(), k.issuedAt(), at, e.reason())
                                        : k));
            case AgentSuspended e -> standing(a, e.reason(), at);
            case AgentReinstated ignored -> standing(a, null, null);
        };
    }

    private static Agent standing(Agent a, @Nullable String suspended, @Nullable Instant at) {
        return new Agent(
                a.agent(),
                a.owner(),
                a.purpose(),
                a.runtime(),
                a.registeredBy(),
                a.registeredAt(),
                suspended,
                at,
                a.keys());
    }

    private static Agent keys(Agent a, Stream<Key> keys) {
        return new Agent(
                a.agent(),
                a.owner(),
                a.purpose(),
                a.runtime(),
                a.registeredBy(),
                a.registeredAt(),
                a.suspended(),
                a.suspendedAt(),
                keys.toList());
    }
}
