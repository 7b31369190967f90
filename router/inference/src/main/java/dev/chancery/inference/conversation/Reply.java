package dev.chancery.inference.conversation;

import dev.chancery.contracts.fact.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param text empty when the model only asks for tools
 * @param finishReason as the OpenAI API names it: {@code stop}, {@code length}, {@code tool_calls}, {@code content_filter}
 * @param modelVersion exactly as the provider reports it, {@value #UNREPORTED} when it reports none
 * @param usage null when the provider did not count
 */
public record Reply(
        String text,
        List<ToolCall> toolCalls,
        String finishReason,
        String modelVersion,
        @Nullable Usage usage) {

    /** Version of a model whose provider reports none. */
    public static final String UNREPORTED = "unreported";

    public Reply {
        toolCalls = List.copyOf(toolCalls);
    }
}
