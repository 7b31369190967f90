package dev.chancery.decisions.redaction;

import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.policy.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the personal data found in a request means for it.
 *
 * @param sensitivity how far the request may travel
 * @param refusal why it may not travel at all, null when it may
 */
public record RedactionDecision(
        Sensitivity sensitivity, @Nullable Refusal refusal) {

    /** Decides from what was found. */
    public static RedactionDecision decide(RedactionFacts facts, Policy policy) {
        List<String> found = facts.found().stream().map(TypeCount::type).toList();
        List<String> refused =
                found.stream().filter(policy.redaction().refused()::contains).toList();
        Sensitivity sensitivity = found.stream().anyMatch(policy.redaction().restricted()::contains)
                ? Sensitivity.RESTRICTED
                : found.isEmpty() ? Sensitivity.ORDINARY : Sensitivity.PERSONAL;
        return new RedactionDecision(
                sensitivity,
                refused.isEmpty()
                        ? null
                        : new Refusal.InputRejected("The policy takes no request that holds "
                                + String.join(", ", refused) + ". Remove it and ask again."));
    }
}
