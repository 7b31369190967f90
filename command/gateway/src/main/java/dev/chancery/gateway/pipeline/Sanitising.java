package dev.chancery.gateway.pipeline;

import dev.chancery.gateway.privacy.Redaction;
import dev.chancery.gateway.privacy.SessionVault;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts placeholders for personal data wherever a conversation has words, and the raw values back into a reply. */
final class Sanitising {

    private Sanitising() {}

    static Conversation conversation(Conversation raw, Redaction redaction) {
        Sampling sampling = raw.sampling();
        return new Conversation(
                raw.messages().stream().map(m -> message(m, redaction)).toList(),
                raw.tools().stream()
                        .map(t -> new Tool(
                                t.name(),
                                unlessNull(t.description(), redaction::sanitise),
                                unlessNull(t.parametersJson(), redaction::sanitiseJson)))
                        .toList(),
                raw.choice(),
                new Sampling(
                        sampling.temperature(),
                        sampling.topP(),
                        sampling.stop().stream().map(redaction::sanitise).toList(),
                        sampling.seed(),
                        unlessNull(sampling.responseFormatJson(), redaction::sanitiseJson),
                        sampling.presencePenalty(),
                        sampling.frequencyPenalty()));
    }

    private static Message message(Message raw, Redaction redaction) {
        return switch (raw) {
            case Message.System system -> new Message.System(redaction.sanitise(system.text()));
            case Message.User user -> new Message.User(redaction.sanitise(user.text()));
            case Message.ToolResult result ->
                new Message.ToolResult(redaction.sanitise(result.toolCallId()), redaction.sanitise(result.text()));
            case Message.Assistant assistant ->
                new Message.Assistant(
                        unlessNull(assistant.text(), redaction::sanitise),
                        assistant.toolCalls().stream()
                                .map(c -> new ToolCall(
                                        redaction.sanitise(c.id()),
                                        c.name(),
                                        redaction.sanitiseJson(c.argumentsJson())))
                                .toList());
        };
    }

    /** A reply as it is kept: whatever personal data the model wrote is replaced too. */
    static Reply reply(Reply raw, Redaction redaction) {
        return with(raw, redaction::sanitise, redaction::sanitiseJson);
    }

    /** A kept reply as it is delivered. */
    static Reply restored(Reply kept, SessionVault vault) {
        return with(kept, vault::restore, vault::restoreJson);
    }

    private static Reply with(Reply reply, UnaryOperator<String> text, UnaryOperator<String> json) {
        return new Reply(
                text.apply(reply.text()),
                toolCalls(reply.toolCalls(), json),
                reply.finishReason(),
                reply.modelVersion(),
                reply.usage());
    }

    private static List<ToolCall> toolCalls(List<ToolCall> calls, UnaryOperator<String> arguments) {
        return calls.stream()
                .map(c -> new ToolCall(c.id(), c.name(), arguments.apply(c.argumentsJson())))
                .toList();
    }

    private static @Nullable String unlessNull(@Nullable String text, UnaryOperator<String> change) {
        return text == null ? null : change.apply(text);
    }
}
