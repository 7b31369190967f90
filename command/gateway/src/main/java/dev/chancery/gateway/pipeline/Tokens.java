package dev.chancery.gateway.pipeline;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import java.util.function.ToIntFunction;

/** How many tokens a conversation has, before any provider has counted them. */
public final class Tokens {

    /** What framing one message or tool costs, at the most, in any provider's template. */
    private static final int FRAMING = 64;

    private Tokens() {}

    /** About as many tokens as a provider will count: four characters make one. */
    public static int estimate(Conversation conversation) {
        return sum(conversation, String::length) / 4 + 4 * parts(conversation);
    }

    /**
     * A number that no provider's count exceeds: every token of every tokenizer in use stands for at least one byte of
     * UTF-8, or for framing. A budget that reserves by it cannot be overrun.
     */
    static int bound(Conversation conversation) {
        return sum(conversation, Tokens::utf8Length) + FRAMING * (1 + parts(conversation));
    }

    private static int parts(Conversation conversation) {
        return conversation.messages().size() + conversation.tools().size();
    }

    private static int sum(Conversation conversation, ToIntFunction<String> length) {
        int sum = 0;
        for (Message message : conversation.messages()) {
            sum += switch (message) {
                case Message.System system -> length.applyAsInt(system.text());
                case Message.User user -> length.applyAsInt(user.text());
                case Message.ToolResult result ->
                    length.applyAsInt(result.text()) + length.applyAsInt(result.toolCallId());
                case Message.Assistant assistant -> {
                    int words = assistant.text() == null ? 0 : length.applyAsInt(assistant.text());
                    for (ToolCall call : assistant.toolCalls()) {
                        words += length.applyAsInt(call.id())
                                + length.applyAsInt(call.name())
                                + length.applyAsInt(call.argumentsJson())
                                + FRAMING;
                    }
                    yield words;
                }
            };
        }
        for (Tool tool : conversation.tools()) {
            sum += length.applyAsInt(tool.name())
                    + (tool.description() == null ? 0 : length.applyAsInt(tool.description()))
                    + (tool.parametersJson() == null ? 0 : length.applyAsInt(tool.parametersJson()));
        }
        String format = conversation.sampling().responseFormatJson();
        return format == null ? sum : sum + length.applyAsInt(format);
    }

    private static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return bytes;
    }
}
