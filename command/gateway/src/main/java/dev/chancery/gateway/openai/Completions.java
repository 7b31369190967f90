package dev.chancery.gateway.openai;

import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.ToolCall;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of answers, as the OpenAI API has them. */
final class Completions {

    static final String WITHHELD = "content_filter";

    private Completions() {}

    static ObjectNode answered(JsonMapper json, Outcome.Answered answered, Instant now) {
        Reply reply = answered.reply();
        ObjectNode root = root(json, answered, reply.modelVersion(), "chat.completion", now);
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

    static ObjectNode withheld(JsonMapper json, Outcome.Withheld withheld, Instant now) {
        ObjectNode root = root(json, withheld, withheld.modelVersion(), "chat.completion", now);
        ObjectNode message = choice(root, WITHHELD).putObject("message");
        message.put("role", "assistant").put("content", sentence(withheld)).putNull("refusal");
        usage(root, withheld.usage());
        root.set("chancery", where(json, withheld));
        return root;
    }

    static String sentence(Outcome.Withheld withheld) {
        return withheld.state() == Delivery.HELD
                ? "This answer waits for a person to release it."
                : "This workflow runs in the shadow: the answer was recorded and is not delivered.";
    }

    static ObjectNode where(JsonMapper json, Outcome.Withheld withheld) {
        return json.createObjectNode()
                .put("task", withheld.task().value())
                .put("state", withheld.state().name().toLowerCase(Locale.ROOT))
                .put("gate", withheld.gate().name())
                .put("retrieve", "/api/tasks/" + withheld.task() + "/output");
    }

    static ObjectNode root(JsonMapper json, Outcome outcome, String model, String object, Instant now) {
        return json.createObjectNode()
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
