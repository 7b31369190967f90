package dev.chancery.gateway.pipeline;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How sanitised words are kept. A request is a JSON object with {@code messages} and {@code tools}, in the shape of the
 * OpenAI API whatever API it came by. An answer is its plain text; one that asks for tools is a JSON object with
 * {@code content} and {@code tool_calls}, and its finish reason is {@value #TOOL_CALLS}.
 */
final class Transcript {

    static final String TOOL_CALLS = "tool_calls";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Transcript() {}

    static String request(Conversation conversation) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode messages = root.putArray("messages");
        for (Message message : conversation.messages()) {
            ObjectNode node = messages.addObject();
            switch (message) {
                case Message.System system -> node.put("role", "system").put("content", system.text());
                case Message.User user -> node.put("role", "user").put("content", user.text());
                case Message.ToolResult result ->
                    node.put("role", "tool")
                            .put("tool_call_id", result.toolCallId())
                            .put("content", result.text());
                case Message.Assistant assistant -> {
                    node.put("role", "assistant").put("content", assistant.text());
                    putToolCalls(node, assistant.toolCalls());
                }
            }
        }
        if (!conversation.tools().isEmpty()) {
            ArrayNode tools = root.putArray("tools");
            for (Tool tool : conversation.tools()) {
                ObjectNode node = tools.addObject();
                node.put("name", tool.name()).put("description", tool.description());
                if (tool.parametersJson() != null) {
                    node.set("parameters", JSON.readTree(tool.parametersJson()));
                }
            }
        }
        return JSON.writeValueAsString(root);
    }

    static String answer(Reply reply) {
        if (reply.toolCalls().isEmpty()) {
            return reply.text();
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("content", reply.text());
        putToolCalls(root, reply.toolCalls());
        return JSON.writeValueAsString(root);
    }

    /** Reads an answer again; the reply has no usage. */
    static Reply answer(String kept, String finishReason, String modelVersion) {
        if (!finishReason.equals(TOOL_CALLS)) {
            return new Reply(kept, List.of(), finishReason, modelVersion, null);
        }
        JsonNode root = JSON.readTree(kept);
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : root.path(TOOL_CALLS)) {
            calls.add(new ToolCall(
                    call.path("id").asString(),
                    call.path("name").asString(),
                    call.path("arguments").asString()));
        }
        return new Reply(root.path("content").asString(""), calls, finishReason, modelVersion, null);
    }

    private static void putToolCalls(ObjectNode node, List<ToolCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        ArrayNode array = node.putArray(TOOL_CALLS);
        for (ToolCall call : calls) {
            array.addObject()
                    .put("id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.argumentsJson());
        }
    }
}
