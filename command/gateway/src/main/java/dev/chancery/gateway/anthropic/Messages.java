package dev.chancery.gateway.anthropic;

import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.http.Withholding;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of answers, as the Anthropic API has them. */
final class Messages {

    /** Clients of the API take it for an answer that was not given, and do not ask again. */
    static final String WITHHELD = "refusal";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Messages() {}

    static ObjectNode answered(Outcome.Answered answered) {
        Reply reply = answered.reply();
        ObjectNode root = root(answered, reply.modelVersion());
        ArrayNode content = root.putArray("content");
        if (!reply.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", reply.text());
        }
        for (ToolCall call : reply.toolCalls()) {
            toolUse(content.addObject(), call.id(), call.name()).set("input", input(call.argumentsJson()));
        }
        stop(root, stopReason(reply.finishReason()), null);
        root.set("usage", usage(answered.usage()));
        return root;
    }

    static ObjectNode withheld(Outcome.Withheld withheld) {
        ObjectNode root = root(withheld, withheld.modelVersion());
        root.putArray("content").addObject().put("type", "text").put("text", Withholding.sentence(withheld));
        stop(root, WITHHELD, Withholding.sentence(withheld));
        root.set("usage", usage(withheld.usage()));
        root.set("chancery", Withholding.where(withheld));
        return root;
    }

    static ObjectNode root(Outcome outcome, String model) {
        return root(outcome.task().value(), model);
    }

    static ObjectNode root(String task, String model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "msg_" + task)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
    }

    static ObjectNode toolUse(ObjectNode block, @Nullable String id, @Nullable String name) {
        return block.put("type", "tool_use").put("id", id).put("name", name);
    }

    /**
     * Why it ends.
     *
     * @param explanation of an answer that is not given, null for one that is
     */
    static void stop(ObjectNode into, String reason, @Nullable String explanation) {
        into.put("stop_reason", reason).putNull("stop_sequence");
        if (explanation == null) {
            into.putNull("stop_details");
        } else {
            into.putObject("stop_details")
                    .put("type", WITHHELD)
                    .putNull("category")
                    .put("explanation", explanation);
        }
    }

    static String stopReason(String finishReason) {
        return switch (finishReason) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> "end_turn";
        };
    }

    /** All input counts as such: how much of it a provider had in a cache is not told apart. */
    static ObjectNode usage(Usage usage) {
        return usage(usage.inputTokens(), usage.outputTokens());
    }

    static ObjectNode usage(int inputTokens, int outputTokens) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("input_tokens", inputTokens)
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", outputTokens);
    }

    /** Arguments must be an object here; what a model wrote instead stands in one, where no tool takes it for arguments. */
    private static JsonNode input(String argumentsJson) {
        JsonNode input;
        try {
            input = JSON.readTree(argumentsJson);
        } catch (JacksonException e) {
            input = JsonNodeFactory.instance.missingNode();
        }
        return input.isObject()
                ? input
                : JsonNodeFactory.instance.objectNode().put("unparsed_arguments", argumentsJson);
    }
}
