package dev.chancery.gateway.openai;

import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.pipeline.ChatCall;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import dev.chancery.inference.conversation.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A body of {@code POST /v1/chat/completions}, read into a {@link ChatCall}. What would change the answer and is not
 * supported is refused; hints that do not (such as {@code user} or {@code store}) are left aside.
 *
 * @param includeUsage whether a streamed answer ends with a chunk of usage
 */
record ChatRequest(ChatCall call, boolean includeUsage) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:/-]{1,128}");

    static ChatRequest read(RequestBody.Parsed body, @Nullable String idempotencyKey, GatewayLimits limits)
            throws OpenAiError.Raised {
        JsonNode root = body.root();
        refuseUnsupported(root);
        Conversation conversation = new Conversation(
                messages(root.path("messages"), limits.maxMessages()),
                tools(root.path("tools"), limits.maxTools()),
                toolChoice(root.path("tool_choice")),
                sampling(root));
        Integer maxOutput = integer(root, "max_completion_tokens", 1, limits.maxOutputTokens());
        if (maxOutput == null) {
            maxOutput = integer(root, "max_tokens", 1, limits.maxOutputTokens());
        }
        String model = text(root.path("model"), "model");
        if (model.isBlank() || model.length() > 200) {
            throw bad("'model' must be a name that GET /v1/models lists.", "model");
        }
        ChatCall call = new ChatCall(
                model, conversation, maxOutput, bool(root, "stream"), body.bytes(), idempotencyKey(idempotencyKey));
        return new ChatRequest(call, bool(object(root, "stream_options", ""), "include_usage"));
    }

    private static void refuseUnsupported(JsonNode root) throws OpenAiError.Raised {
        Integer n = integer(root, "n", 1, 128);
        if (n != null && n != 1) {
            throw bad("Chancery gives one choice: leave out 'n' or set it to 1.", "n");
        }
        for (String field : List.of("audio", "functions", "function_call", "logit_bias", "web_search_options")) {
            if (root.has(field) && !root.get(field).isNull() && !root.get(field).isEmpty()) {
                throw bad("'" + field + "' is not supported. Leave it out.", field);
            }
        }
        if (bool(root, "logprobs")) {
            throw bad("'logprobs' is not supported. Leave it out.", "logprobs");
        }
    }

    private static List<Message> messages(JsonNode array, int limit) throws OpenAiError.Raised {
        if (!array.isArray() || array.isEmpty()) {
            throw bad("'messages' must be a list of at least one message.", "messages");
        }
        if (array.size() > limit) {
            throw bad("'messages' has " + array.size() + " messages and may have " + limit + ".", "messages");
        }
        List<Message> messages = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            messages.add(message(array.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private static Message message(JsonNode message, String at) throws OpenAiError.Raised {
        String role = text(message.path("role"), at + ".role");
        JsonNode content = message.path("content");
        return switch (role) {
            case "system", "developer" -> new Message.System(content(content, at));
            case "user" -> new Message.User(content(content, at));
            case "assistant" -> {
                List<ToolCall> calls = toolCalls(message.path("tool_calls"), at + ".tool_calls");
                boolean silent = isAbsent(content);
                if (silent && calls.isEmpty()) {
                    throw bad(at + " has neither 'content' nor 'tool_calls'.", at);
                }
                yield new Message.Assistant(silent ? null : content(content, at), calls);
            }
            case "tool" ->
                new Message.ToolResult(text(message.path("tool_call_id"), at + ".tool_call_id"), content(content, at));
            default -> throw bad("'role' must be system, developer, user, assistant or tool.", at + ".role");
        };
    }

    private static String content(JsonNode content, String at) throws OpenAiError.Raised {
        if (content.isString()) {
            return text(content, at + ".content");
        }
        if (!content.isArray()) {
            throw bad(at + ".content must be a string or a list of text parts.", at + ".content");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String type = text(part.path("type"), at + ".content[" + i + "].type");
            String words = switch (type) {
                case "text" -> text(part.path("text"), at + ".content[" + i + "].text");
                case "refusal" -> text(part.path("refusal"), at + ".content[" + i + "].refusal");
                default ->
                    throw bad(
                            "Parts of type '" + clip(type)
                                    + "' are not supported: personal data in them could not be seen. Send text.",
                            at + ".content[" + i + "]");
            };
            if (i > 0) {
                text.append('\n');
            }
            text.append(words);
        }
        return text.toString();
    }

    private static List<ToolCall> toolCalls(JsonNode array, String at) throws OpenAiError.Raised {
        requireList(array, at);
        List<ToolCall> calls = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode call = array.get(i);
            JsonNode function = call.path("function");
            calls.add(new ToolCall(
                    text(call.path("id"), at + "[" + i + "].id"),
                    name(function.path("name"), at + "[" + i + "].function.name"),
                    text(function.path("arguments"), at + "[" + i + "].function.arguments")));
        }
        return calls;
    }

    private static List<Tool> tools(JsonNode array, int limit) throws OpenAiError.Raised {
        requireList(array, "tools");
        if (array.size() > limit) {
            throw bad("'tools' has " + array.size() + " tools and may have " + limit + ".", "tools");
        }
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode tool = array.get(i);
            String at = "tools[" + i + "]";
            if (!"function".equals(text(tool.path("type"), at + ".type"))) {
                throw bad("Only tools of type 'function' are supported.", at + ".type");
            }
            JsonNode function = tool.path("function");
            JsonNode description = function.path("description");
            JsonNode parameters = object(function, "parameters", at + ".function.");
            tools.add(new Tool(
                    name(function.path("name"), at + ".function.name"),
                    isAbsent(description) ? null : text(description, at + ".function.description"),
                    parameters.isObject() ? parameters.toString() : null));
        }
        return tools;
    }

    private static @Nullable ToolChoice toolChoice(JsonNode choice) throws OpenAiError.Raised {
        if (isAbsent(choice)) {
            return null;
        }
        if (choice.isObject()) {
            return new ToolChoice.Named(name(choice.path("function").path("name"), "tool_choice.function.name"));
        }
        return switch (choice.asString("")) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default -> throw bad("'tool_choice' must be auto, none, required or name a function.", "tool_choice");
        };
    }

    private static Sampling sampling(JsonNode root) throws OpenAiError.Raised {
        JsonNode format = object(root, "response_format", "");
        return new Sampling(
                number(root, "temperature", 0, 2),
                number(root, "top_p", 0, 1),
                stop(root.path("stop")),
                integer(root, "seed", Integer.MIN_VALUE, Integer.MAX_VALUE),
                format.isObject() ? format.toString() : null,
                number(root, "presence_penalty", -2, 2),
                number(root, "frequency_penalty", -2, 2));
    }

    private static List<String> stop(JsonNode stop) throws OpenAiError.Raised {
        if (isAbsent(stop)) {
            return List.of();
        }
        if (stop.isString()) {
            return List.of(text(stop, "stop"));
        }
        if (!stop.isArray() || stop.size() > 16) {
            throw bad("'stop' must be a string or a list of at most 16 strings.", "stop");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : stop) {
            texts.add(text(text, "stop"));
        }
        return texts;
    }

    private static @Nullable String idempotencyKey(@Nullable String key) throws OpenAiError.Raised {
        if (key != null && (key.isBlank() || key.length() > 256)) {
            throw bad("The header Idempotency-Key must have 1 to 256 characters.", "Idempotency-Key");
        }
        return key;
    }

    private static String text(JsonNode node, String at) throws OpenAiError.Raised {
        if (!node.isString()) {
            throw bad("'" + at + "' must be a string.", at);
        }
        String text = node.stringValue();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 'x')) {
                    throw bad("'" + at + "' holds half a character (a lone surrogate). Send whole ones.", at);
                }
                i++;
            }
        }
        return text;
    }

    /** Names of functions are kept as they are, so they must be names and not words. */
    private static String name(JsonNode node, String at) throws OpenAiError.Raised {
        String name = text(node, at);
        if (!NAME.matcher(name).matches()) {
            throw bad("'" + at + "' must have 1 to 128 letters, digits or _ - . : /", at);
        }
        return name;
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static void requireList(JsonNode node, String at) throws OpenAiError.Raised {
        if (!node.isArray() && !isAbsent(node)) {
            throw bad("'" + at + "' must be a list.", at);
        }
    }

    /** A member that is an object or absent. */
    private static JsonNode object(JsonNode parent, String field, String before) throws OpenAiError.Raised {
        JsonNode node = parent.path(field);
        if (!node.isObject() && !isAbsent(node)) {
            throw bad("'" + before + field + "' must be an object.", before + field);
        }
        return node;
    }

    private static boolean bool(JsonNode root, String field) throws OpenAiError.Raised {
        JsonNode node = root.path(field);
        if (isAbsent(node)) {
            return false;
        }
        if (!node.isBoolean()) {
            throw bad("'" + field + "' must be true or false.", field);
        }
        return node.booleanValue();
    }

    private static @Nullable Integer integer(JsonNode root, String field, int least, int most)
            throws OpenAiError.Raised {
        JsonNode node = root.path(field);
        if (isAbsent(node)) {
            return null;
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < least || node.intValue() > most) {
            throw bad("'" + field + "' must be a whole number from " + least + " to " + most + ".", field);
        }
        return node.intValue();
    }

    private static @Nullable Double number(JsonNode root, String field, double least, double most)
            throws OpenAiError.Raised {
        JsonNode node = root.path(field);
        if (isAbsent(node)) {
            return null;
        }
        if (!node.isNumber() || node.doubleValue() < least || node.doubleValue() > most) {
            throw bad("'" + field + "' must be a number from " + least + " to " + most + ".", field);
        }
        return node.doubleValue();
    }

    private static String clip(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static OpenAiError.Raised bad(String message, String param) {
        return new OpenAiError.Raised(OpenAiError.badInput(message, param));
    }
}
