package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * What a constraint said of the arguments of a call.
 *
 * @param constraint kind and version of what evaluated it, and a digest of its text: {@code cel/1:<hex>}
 * @param broken where in the constraint it is that does not hold, in the policy's own words and none of the arguments'; null
 *     when it holds
 */
public record ConstraintResult(String constraint, @Nullable String broken) {}
