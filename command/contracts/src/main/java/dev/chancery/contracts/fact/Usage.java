package dev.chancery.contracts.fact;

/**
 * Tokens of a model call.
 *
 * @param inputTokens as the provider counted them
 * @param outputTokens as the provider counted them
 * @param estimated true when the provider gave no count and Chancery charged its own bound
 */
public record Usage(int inputTokens, int outputTokens, boolean estimated) {}
