package dev.chancery.contracts.fact;

/**
 * One dimension of a verdict.
 *
 * @param dimension as the rubric names it
 * @param passed whether the check holds
 * @param reason for people
 */
public record DimensionScore(String dimension, boolean passed, String reason) {}
