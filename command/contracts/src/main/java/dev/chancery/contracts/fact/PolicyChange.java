package dev.chancery.contracts.fact;

/**
 * A single value of the policy and what it shall be.
 *
 * @param pointer where it is in the policy document (RFC 6901)
 * @param before the value as JSON, a text, a number or a truth value
 * @param after the same for afterwards
 */
public record PolicyChange(String pointer, String before, String after) {}
