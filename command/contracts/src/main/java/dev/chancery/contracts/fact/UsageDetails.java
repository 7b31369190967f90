package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that a provider counts apart because they have another price; each is part of the input or of the output.
 *
 * @param cacheReadTokens of the input, read from the provider's cache
 * @param cacheWriteTokens of the input, written to it
 * @param inputAudioTokens of the input, those read from the cache included
 * @param cacheReadAudioTokens of the cache reads
 * @param outputAudioTokens of the output
 * @param reasoningTokens of the output; charged as any other
 * @param uncached what the call would have cost had nothing been read from or written to a cache; null when nothing was
 */
public record UsageDetails(
        int cacheReadTokens,
        int cacheWriteTokens,
        int inputAudioTokens,
        int cacheReadAudioTokens,
        int outputAudioTokens,
        int reasoningTokens,
        @Nullable Micros uncached) {

    /** Nothing was counted apart. */
    public static final UsageDetails NONE = new UsageDetails(0, 0, 0, 0, 0, 0, null);

    /** The same, with what the call would have cost without a cache. */
    public UsageDetails with(@Nullable Micros withoutCache) {
        return new UsageDetails(
                cacheReadTokens,
                cacheWriteTokens,
                inputAudioTokens,
                cacheReadAudioTokens,
                outputAudioTokens,
                reasoningTokens,
                withoutCache);
    }
}
