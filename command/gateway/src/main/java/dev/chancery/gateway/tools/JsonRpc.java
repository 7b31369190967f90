package dev.chancery.gateway.tools;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC 2.0 as MCP narrows it: one message at a time, an id is a string or a whole number. */
final class JsonRpc {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;

    /** For what only Chancery refuses; {@code data.code} says which. */
    static final int REFUSED = -32000;

    /** Numbers keep every digit, and a name that comes twice is no way to show two readers two messages. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonRpc() {}

    /** What came. */
    sealed interface Message {

        /** Wants an answer. */
        record Request(JsonNode id, String method, ObjectNode params) implements Message {}

        /** A notification, or the answer to a request that we never sent: nothing is to be done. */
        record Silent() implements Message {}

        /** No message of JSON-RPC. */
        record Malformed(JsonNode id, int code, String sentence) implements Message {}
    }

    static Message read(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JacksonException e) {
            return new Message.Malformed(nothing(), PARSE_ERROR, "The body is not JSON in UTF-8.");
        }
        if (root.isArray()) {
            return invalid(nothing(), "Send one message at a time; batches are not taken.");
        }
        if (!(root instanceof ObjectNode message) || !"2.0".equals(text(message, "jsonrpc"))) {
            return invalid(nothing(), "Send a JSON-RPC 2.0 message: an object with \"jsonrpc\": \"2.0\".");
        }
        String method = text(message, "method");
        JsonNode id = message.get("id");
        if (id != null && !id.isString() && !id.isIntegralNumber()) {
            return invalid(nothing(), "The id of a request is a string or a whole number.");
        }
        if (method == null) {
            return message.has("result") || message.has("error")
                    ? new Message.Silent()
                    : invalid(id == null ? nothing() : id, "A request has a \"method\".");
        }
        if (id == null) {
            return new Message.Silent();
        }
        JsonNode params = message.get("params");
        if (params == null || params.isNull()) {
            return new Message.Request(id, method, JSON.createObjectNode());
        }
        return params instanceof ObjectNode object
                ? new Message.Request(id, method, object)
                : new Message.Malformed(id, INVALID_PARAMS, "The params of a request are an object.");
    }

    static ObjectNode result(JsonNode id, ObjectNode result) {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.set("result", result);
        return answer;
    }

    static ObjectNode error(JsonNode id, int code, String sentence, @Nullable String reason) {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        ObjectNode error = answer.putObject("error").put("code", code).put("message", sentence);
        if (reason != null) {
            error.putObject("data").put("code", reason);
        }
        return answer;
    }

    static JsonNode nothing() {
        return JsonNodeFactory.instance.nullNode();
    }

    static @Nullable String text(ObjectNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    private static Message invalid(JsonNode id, String sentence) {
        return new Message.Malformed(id, INVALID_REQUEST, sentence);
    }
}
