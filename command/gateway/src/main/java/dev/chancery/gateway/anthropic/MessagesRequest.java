package dev.chancery.gateway.anthropic;

import static dev.chancery.gateway.http.Members.bad;
import static dev.chancery.gateway.http.Members.bool;
import static dev.chancery.gateway.http.Members.integer;
import static dev.chancery.gateway.http.Members.isAbsent;
import static dev.chancery.gateway.http.Members.name;
import static dev.chancery.gateway.http.Members.number;
import static dev.chancery.gateway.http.Members.object;
import static dev.chancery.gateway.http.Members.text;

import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.http.AnswerStream;
import dev.chancery.gateway.http.ApiError;
import dev.chancery.gateway.http.Members;
import dev.chancery.gateway.http.ModelRequest;
import dev.chancery.gateway.http.RequestBody;
import dev.chancery.gateway.pipeline.ChatCall;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import dev.chancery.inference.conversation.ToolChoice;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A body of {@code POST /v1/messages}, read into a {@link ChatCall}. Hints that change no word of what is asked are left
 * aside: where to cache, how long to think, {@code top_k}. A member that the API does not have, or that asks for what is not
 * supported, is refused, as the API itself refuses what it does not know.
 */
record MessagesRequest(ChatCall call) implements ModelRequest {

    private static final Set<String> READ = Set.of(
            "model",
            "messages",
            "max_tokens",
            "system",
            "tools",
            "tool_choice",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "stop_sequences",
            "output_config",
            "output_format",
            "thinking");

    private static final Set<String> LEFT_ASIDE = Set.of(
            "metadata",
            "service_tier",
            "cache_control",
            "context_management",
            "inference_geo",
            "speed",
            "diagnostics",
            "user_profile_id",
            "workspace_id");

    private static final Pattern MEMBER = Pattern.compile("[a-z_]{1,40}");

    static MessagesRequest read(RequestBody.Parsed body, @Nullable String idempotencyKey, GatewayLimits limits)
            throws ApiError.Raised {
        JsonNode root = body.root();
        Conversation conversation = conversation(root, limits);
        Integer maxTokens = integer(root, "max_tokens", 1, limits.maxOutputTokens());
        if (maxTokens == null) {
            throw bad("'max_tokens' is missing: say how many tokens the answer may have.", "max_tokens");
        }
        return new MessagesRequest(new ChatCall(
                Members.model(root), conversation, maxTokens, bool(root, "stream"), body.bytes(), idempotencyKey));
    }

    /** What a model is asked, without how the answer is wanted. */
    static Conversation conversation(JsonNode root, GatewayLimits limits) throws ApiError.Raised {
        refuseUnsupported(root);
        JsonNode turns = Members.messages(root, limits.maxMessages());
        List<Message> messages = new ArrayList<>(turns.size() + 1);
        if (!isAbsent(root.path("system"))) {
            messages.add(new Message.System(words(root.path("system"), "system")));
        }
        for (int i = 0; i < turns.size(); i++) {
            addTurn(turns.get(i), "messages[" + i + "]", messages);
        }
        return new Conversation(
                messages,
                tools(Members.tools(root, limits.maxTools())),
                toolChoice(object(root, "tool_choice", "")),
                sampling(root));
    }

    @Override
    public AnswerStream stream(HttpServletResponse response) {
        return new MessageStream(response, call.model());
    }

    @Override
    public ObjectNode answered(Outcome.Answered answered) {
        return Messages.answered(answered);
    }

    @Override
    public ObjectNode withheld(Outcome.Withheld withheld) {
        return Messages.withheld(withheld);
    }

    private static void refuseUnsupported(JsonNode root) throws ApiError.Raised {
        for (String member : root.propertyNames()) {
            JsonNode value = root.path(member);
            boolean empty = value.isNull() || (value.isContainer() && value.isEmpty());
            if (!READ.contains(member) && !LEFT_ASIDE.contains(member) && !empty) {
                // A name that looks like none of the API's may be anybody's words, which no answer repeats.
                boolean plain = MEMBER.matcher(member).matches();
                throw bad(
                        (plain ? "'" + member + "'" : "A member of the body") + " is not supported. Leave it out.",
                        plain ? member : "body");
            }
        }
        object(root, "thinking", "");
        integer(root, "top_k", 0, Integer.MAX_VALUE);
    }

    private static void addTurn(JsonNode turn, String at, List<Message> messages) throws ApiError.Raised {
        String role = text(turn.path("role"), at + ".role");
        JsonNode content = turn.path("content");
        switch (role) {
            case "system" -> messages.add(new Message.System(words(content, at + ".content")));
            case "user" -> addUser(content, at + ".content", messages);
            case "assistant" -> messages.add(assistant(content, at + ".content"));
            default -> throw bad("'role' must be user, assistant or system.", at + ".role");
        }
    }

    /** Results of tools become turns of their own, before the words: they answer the calls of the turn before. */
    private static void addUser(JsonNode content, String at, List<Message> messages) throws ApiError.Raised {
        if (content.isString()) {
            messages.add(new Message.User(notEmpty(text(content, at), at)));
            return;
        }
        Words words = new Words();
        boolean results = false;
        requireBlocks(content, at);
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            String here = at + "[" + i + "]";
            String type = text(block.path("type"), here + ".type");
            switch (type) {
                case "text" -> words.add(text(block.path("text"), here + ".text"));
                case "tool_result" -> {
                    messages.add(toolResult(block, here));
                    results = true;
                }
                default -> throw Members.unsupported("Blocks", type, here);
            }
        }
        if (!results || !words.isEmpty()) {
            messages.add(new Message.User(notEmpty(words.toString(), at)));
        }
    }

    private static Message toolResult(JsonNode block, String at) throws ApiError.Raised {
        JsonNode content = block.path("content");
        String said =
                isAbsent(content) || (content.isArray() && content.isEmpty()) ? "" : words(content, at + ".content");
        // Other APIs have no mark for it, so the model is told in words.
        String text = bool(block, "is_error") ? "Error: " + said : said;
        return new Message.ToolResult(text(block.path("tool_use_id"), at + ".tool_use_id"), text);
    }

    private static Message assistant(JsonNode content, String at) throws ApiError.Raised {
        if (content.isString()) {
            return new Message.Assistant(text(content, at), List.of());
        }
        Words words = new Words();
        List<ToolCall> calls = new ArrayList<>();
        requireBlocks(content, at);
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            String here = at + "[" + i + "]";
            String type = text(block.path("type"), here + ".type");
            switch (type) {
                case "text" -> words.add(text(block.path("text"), here + ".text"));
                case "tool_use" -> {
                    JsonNode input = block.path("input");
                    if (!input.isObject()) {
                        throw bad("'" + here + ".input' must be an object.", here + ".input");
                    }
                    calls.add(new ToolCall(
                            text(block.path("id"), here + ".id"),
                            name(block.path("name"), here + ".name"),
                            input.toString()));
                }
                case "thinking", "redacted_thinking" ->
                    throw bad(
                            "Blocks of type '" + type + "' are for the model that thought them. Leave them out.", here);
                default -> throw Members.unsupported("Blocks", type, here);
            }
        }
        return new Message.Assistant(words.isEmpty() ? null : words.toString(), calls);
    }

    /** A string, or a list of blocks of text. */
    private static String words(JsonNode content, String at) throws ApiError.Raised {
        if (content.isString()) {
            return text(content, at);
        }
        Words words = new Words();
        requireBlocks(content, at);
        for (int i = 0; i < content.size(); i++) {
            String here = at + "[" + i + "]";
            String type = text(content.get(i).path("type"), here + ".type");
            if (!type.equals("text")) {
                throw Members.unsupported("Blocks", type, here);
            }
            words.add(text(content.get(i).path("text"), here + ".text"));
        }
        return words.toString();
    }

    private static void requireBlocks(JsonNode content, String at) throws ApiError.Raised {
        if (!content.isArray() || content.isEmpty()) {
            throw bad("'" + at + "' must be a string or a list of at least one block.", at);
        }
    }

    private static String notEmpty(String text, String at) throws ApiError.Raised {
        if (text.isEmpty()) {
            throw bad("'" + at + "' must not be empty.", at);
        }
        return text;
    }

    private static List<Tool> tools(JsonNode array) throws ApiError.Raised {
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode tool = array.get(i);
            String at = "tools[" + i + "]";
            JsonNode type = tool.path("type");
            if (!isAbsent(type) && !text(type, at + ".type").equals("custom")) {
                throw bad(
                        "Only tools of type 'custom' are supported: give the tool a name, a description and an input_schema.",
                        at + ".type");
            }
            JsonNode schema = tool.path("input_schema");
            if (!schema.isObject()) {
                throw bad("'" + at + ".input_schema' must be an object.", at + ".input_schema");
            }
            JsonNode description = tool.path("description");
            tools.add(new Tool(
                    name(tool.path("name"), at + ".name"),
                    isAbsent(description) ? null : text(description, at + ".description"),
                    schema.toString()));
        }
        return tools;
    }

    private static @Nullable ToolChoice toolChoice(JsonNode choice) throws ApiError.Raised {
        if (isAbsent(choice)) {
            return null;
        }
        return switch (text(choice.path("type"), "tool_choice.type")) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required();
            case "tool" -> new ToolChoice.Named(name(choice.path("name"), "tool_choice.name"));
            default -> throw bad("'tool_choice.type' must be auto, any, tool or none.", "tool_choice.type");
        };
    }

    private static Sampling sampling(JsonNode root) throws ApiError.Raised {
        JsonNode format = object(object(root, "output_config", ""), "format", "output_config.");
        if (isAbsent(format)) {
            format = object(root, "output_format", "");
        }
        return new Sampling(
                number(root, "temperature", 0, 1),
                number(root, "top_p", 0, 1),
                Members.stops(root, "stop_sequences"),
                null,
                isAbsent(format) ? null : responseFormat(format),
                null,
                null);
    }

    private static String responseFormat(JsonNode format) throws ApiError.Raised {
        JsonNode schema = format.path("schema");
        if (!format.path("type").asString("").equals("json_schema") || !schema.isObject()) {
            throw bad(
                    "The format of the output must be of type json_schema and have a schema.", "output_config.format");
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "output")
                .put("strict", true)
                .set("schema", schema);
        return root.toString();
    }

    /** Blocks of text, a line each. */
    private static final class Words {
        private final StringBuilder text = new StringBuilder();

        void add(String block) {
            if (!block.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(block);
            }
        }

        boolean isEmpty() {
            return text.isEmpty();
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
