package dev.chancery.gateway.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import java.util.Optional;
import java.util.function.Function;

/** The policy in force and those that were; safe for use by many threads. */
public final class ActivePolicies implements Policies {

    /** Versions kept in memory; older ones come from the record again. */
    private static final int MAX_VERSIONS = 200;

    private final Cache<PolicyVersion, Policy> versions =
            Caffeine.newBuilder().maximumSize(MAX_VERSIONS).build();
    private final Function<PolicyVersion, Optional<Policy>> record;
    private volatile Policy current;

    /**
     * Begins with a policy.
     *
     * @param record finds a version that was in force before this process began
     */
    public ActivePolicies(Policy first, Function<PolicyVersion, Optional<Policy>> record) {
        this.current = first;
        this.record = record;
        versions.put(first.version(), first);
    }

    @Override
    public Policy current() {
        return current;
    }

    @Override
    public Policy version(PolicyVersion version) {
        return find(version)
                .orElseThrow(() -> new IllegalStateException("The policy " + version + " was never in force here"));
    }

    /** A version that is or was in force. */
    public Optional<Policy> find(PolicyVersion version) {
        Policy now = current;
        if (now.version().equals(version)) {
            return Optional.of(now);
        }
        Policy known = versions.getIfPresent(version);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Policy> recorded = record.apply(version);
        recorded.ifPresent(policy -> versions.put(version, policy));
        return recorded;
    }

    /** Puts a policy in force; to be called once that is recorded. */
    public void activate(Policy policy) {
        versions.put(policy.version(), policy);
        current = policy;
    }
}
