package dev.chancery.inference.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One turn. */
public sealed interface Message {

    /** Instructions of the application. Every API calls them so. */
    @SuppressWarnings("AvoidCommonTypeNames")
    record System(String text) implements Message {}

    /** Words of the user. */
    record User(String text) implements Message {}

    /** What a model said or asked for before. */
    record Assistant(@Nullable String text, List<ToolCall> toolCalls) implements Message {
        public Assistant {
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /** What came of a tool call of the assistant. */
    record ToolResult(String toolCallId, String text) implements Message {}
}
