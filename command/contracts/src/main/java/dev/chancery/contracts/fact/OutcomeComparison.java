package dev.chancery.contracts.fact;

/**
 * A withheld output held against what a person did.
 *
 * @param measure what {@code similarity} is, with its version
 * @param equal whether both are the same once written alike
 * @param similarity 0 to 1
 * @param agrees whether that is enough under the policy
 */
public record OutcomeComparison(String measure, boolean equal, double similarity, boolean agrees) {}
