package dev.chancery.contracts.fact;

/**
 * The same value in other words: how often answers differ when nothing that matters does.
 *
 * @param pairs of a template's text and one of its paraphrases, with the same value and repeat, both decided
 * @param flips of these, favourable in one wording alone
 */
public record BiasNoiseCount(int template, long pairs, long flips) {}
