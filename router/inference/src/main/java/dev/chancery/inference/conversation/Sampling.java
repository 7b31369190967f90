package dev.chancery.inference.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is drawn; null leaves it to the provider. A hint that a provider does not know is not sent to it: the
 * penalties to Anthropic and Ollama, the seed to Anthropic and Gemini.
 *
 * @param stop texts before which the answer ends
 * @param responseFormatJson {@code response_format} as the OpenAI API has it. Never left out: a deployment that cannot
 *     keep it rejects the call
 */
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        List<String> stop,
        @Nullable Integer seed,
        @Nullable String responseFormatJson,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty) {

    /** Everything is left to the provider. */
    public static final Sampling DEFAULT = new Sampling(null, null, List.of(), null, null, null, null);

    public Sampling {
        stop = List.copyOf(stop);
    }
}
