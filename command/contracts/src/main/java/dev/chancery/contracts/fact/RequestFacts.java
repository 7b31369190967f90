package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * The shape of a request, without its words.
 *
 * @param model alias or deployment that the caller asked for
 * @param messages number of messages
 * @param inputTokens estimate of the input, in tokens
 * @param inputTokensBound a number of tokens that the input cannot exceed (its UTF-8 length with framing)
 * @param maxOutputTokens what the caller allows for the answer, null when the policy's limit stands
 * @param tools whether tools or tool results are part of it
 * @param streamed whether the caller wants the answer as it is made
 */
public record RequestFacts(
        String model,
        int messages,
        int inputTokens,
        int inputTokensBound,
        @Nullable Integer maxOutputTokens,
        boolean tools,
        boolean streamed) {}
