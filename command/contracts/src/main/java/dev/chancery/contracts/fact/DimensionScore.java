package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * One dimension of a verdict.
 *
 * @param dimension as the rubric names it
 * @param passed whether the check holds, or the score reaches the rubric's threshold
 * @param reason for people; sanitised
 * @param score from {@value #LOWEST} to {@value #HIGHEST} by a judge; null for a check, which only holds or not, and for a dimension
 *     that nobody scored
 */
public record DimensionScore(
        String dimension,
        boolean passed,
        String reason,
        @Nullable Integer score) {

    public static final int LOWEST = 1;
    public static final int HIGHEST = 5;
}
