package dev.chancery.gateway.openai;

import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.http.Withholding;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.ToolCall;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of answers, as the OpenAI API has them. */
final class Completions {

    static final String WITHHELD = "content_filter";

    private Completions() {}

    static ObjectNode answered(Outcome.Answered answered, Instant now) {
        Reply reply = answered.reply();
        ObjectNode root = root(answered, reply.modelVersion(), "chat.completion", now);
        ObjectNode choice = choice(root, reply.finishReason());
        ObjectNode message = choice.putObject("message");
        message.put("role", "assistant");
        message.put("content", reply.text().isEmpty() && !reply.toolCalls().isEmpty() ? null : reply.text());
        message.putNull("refusal");
        if (!reply.toolCalls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : reply.toolCalls()) {
                ObjectNode node = calls.addObject();
                node.put("id", call.id()).put("type", "function");
                node.putObject("function").put("name", call.name()).put("arguments", call.argumentsJson());
            }
        }
        usage(root, answered.usage());
        return root;
    }

    static ObjectNode withheld(Outcome.Withheld withheld, Instant now) {
        ObjectNode root = root(withheld, withheld.modelVersion(), "chat.completion", now);
        ObjectNode message = choice(root, WITHHELD).putObject("message");
        message.put("role", "assistant")
                .put("content", Withholding.sentence(withheld))
                .putNull("refusal");
        usage(root, withheld.usage());
        root.set("chancery", Withholding.where(withheld));
        return root;
    }

    private static ObjectNode root(Outcome outcome, String model, String object, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "chatcmpl-" + outcome.task())
                .put("object", object)
                .put("created", now.getEpochSecond())
                .put("model", model);
    }

    private static ObjectNode choice(ObjectNode root, String finishReason) {
        ObjectNode choice = root.putArray("choices").addObject();
        choice.put("index", 0).putNull("logprobs").put("finish_reason", finishReason);
        return choice;
    }

    static void usage(ObjectNode root, Usage usage) {
        root.putObject("usage")
                .put("prompt_tokens", usage.inputTokens())
                .put("completion_tokens", usage.outputTokens())
                .put("total_tokens", usage.inputTokens() + usage.outputTokens());
    }
}
