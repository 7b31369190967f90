package dev.chancery.inference.provider;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Tool;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** JSON that goes to a provider beside what langchain4j writes. */
final class WireJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final RawValue NO_PARAMETERS = new RawValue("{\"type\":\"object\",\"properties\":{}}");

    private WireJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The members of an object without its braces. */
    static String members(ObjectNode object) {
        String json = MAPPER.writeValueAsString(object);
        return json.substring(1, json.length() - 1);
    }

    /** Each tool as the given function writes it. */
    static ArrayNode tools(Conversation conversation, BiConsumer<ObjectNode, Tool> write) {
        ArrayNode tools = MAPPER.createArrayNode();
        conversation.tools().forEach(tool -> write.accept(tools.addObject(), tool));
        return tools;
    }

    /** Writes name, description and, under the name that the provider gives it, the schema exactly as it came. */
    static void describe(ObjectNode node, Tool tool, String schemaName) {
        node.put("name", tool.name());
        if (tool.description() != null) {
            node.put("description", tool.description());
        }
        node.putRawValue(
                schemaName, tool.parametersJson() == null ? NO_PARAMETERS : new RawValue(tool.parametersJson()));
    }

    /** A JSON Schema that the answer must keep; {@code schema} is null when any JSON object will do. */
    record Format(String name, @Nullable JsonNode schema) {}

    /** Reads {@code response_format}; null when plain text is wanted. */
    static @Nullable Format format(Conversation conversation) throws ProviderFailure {
        String json = conversation.sampling().responseFormatJson();
        if (json == null) {
            return null;
        }
        try {
            JsonNode format = MAPPER.readTree(json);
            return switch (format.path("type").asString("")) {
                case "text" -> null;
                case "json_object" -> new Format("object", null);
                case "json_schema" ->
                    new Format(
                            format.path("json_schema").path("name").asString("answer"),
                            format.path("json_schema").get("schema"));
                default -> throw ProviderFailure.unsuited("This response format is unknown");
            };
        } catch (JacksonException e) {
            throw ProviderFailure.unsuited("The response format is not JSON");
        }
    }
}
