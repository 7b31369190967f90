package dev.chancery.inference.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a model is asked.
 *
 * @param choice null leaves it to the provider
 */
public record Conversation(
        List<Message> messages, List<Tool> tools, @Nullable ToolChoice choice, Sampling sampling) {
    public Conversation {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
