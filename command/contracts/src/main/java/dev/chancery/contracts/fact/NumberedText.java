package dev.chancery.contracts.fact;

/**
 * What is said under a point of a list of the Act.
 *
 * @param point its number: {@code 5}, {@code b.iv}
 */
public record NumberedText(String point, String text) {}
