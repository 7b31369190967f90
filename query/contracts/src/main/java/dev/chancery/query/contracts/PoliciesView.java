package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.PolicyError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the policy, the newest activation first.
 *
 * @param active the version in force, null when none was ever activated
 * @param rejected the last bundle that was refused, null when none was since the last activation
 */
public record PoliciesView(
        @Nullable String active,
        List<PolicyView> policies,
        @Nullable RejectedPolicyView rejected) {

    /**
     * A version.
     *
     * @param position of the event that holds its document
     */
    public record PolicyView(String version, Instant activatedAt, int activations, long position) {}

    /** A bundle that was refused, and why. */
    public record RejectedPolicyView(Instant at, long position, List<PolicyError> errors) {}
}
