package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of a model call.
 *
 * @param inputTokens as the provider counted them, cached ones included
 * @param outputTokens as the provider counted them, those of its reasoning included
 * @param estimated true when the provider gave no count and Chancery charged its own bound
 * @param details what the provider counted apart; null when it counted nothing apart, and in the records of versions that did not read it
 */
public record Usage(
        int inputTokens,
        int outputTokens,
        boolean estimated,
        @Nullable UsageDetails details) {

    /** Counted as a whole. */
    public Usage(int inputTokens, int outputTokens, boolean estimated) {
        this(inputTokens, outputTokens, estimated, null);
    }
}
