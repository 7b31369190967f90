package dev.chancery.contracts.fact;

/**
 * How often personal data of a type was found.
 *
 * @param type as Presidio names it: {@code CREDIT_CARD}, {@code EMAIL_ADDRESS}, …
 * @param count occurrences, at least 1
 */
public record TypeCount(String type, int count) {}
