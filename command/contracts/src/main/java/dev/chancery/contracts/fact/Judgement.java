package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * What followed from the scores of a verdict.
 *
 * @param rubricDigest lower-case hex SHA-256 of the rubric's canonical text, which tells versions apart that call themselves alike
 * @param round which answer of the task was judged, from 1
 * @param failure why it could not be judged, null when it was; then the decision is {@code HOLD}
 */
public record Judgement(
        String rubricDigest,
        int round,
        VerdictDecision decision,
        @Nullable String failure) {}
