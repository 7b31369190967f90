package dev.chancery.contracts.fact;

/**
 * A label that a scorer gave; a fact that replay takes from the record and never infers again.
 *
 * @param label the class
 * @param score 0 to 1
 * @param scorer id and version of what scored
 */
public record Classification(String label, double score, String scorer) {}
