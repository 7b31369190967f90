package dev.chancery.gateway.openai;

import static dev.chancery.gateway.http.Members.bad;
import static dev.chancery.gateway.http.Members.bool;
import static dev.chancery.gateway.http.Members.integer;
import static dev.chancery.gateway.http.Members.isAbsent;
import static dev.chancery.gateway.http.Members.name;
import static dev.chancery.gateway.http.Members.number;
import static dev.chancery.gateway.http.Members.object;
import static dev.chancery.gateway.http.Members.requireList;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A body of {@code POST /v1/chat/completions}, read into a {@link ChatCall}. What would change the answer and is not
 * supported is refused; hints that do not (such as {@code user} or {@code store}) are left aside.
 *
 * @param includeUsage whether a streamed answer ends with a chunk of usage
 * @param created when it came
 */
record ChatRequest(ChatCall call, boolean includeUsage, Instant created) implements ModelRequest {

    static ChatRequest read(
            RequestBody.Parsed body, @Nullable String idempotencyKey, GatewayLimits limits, Instant created)
            throws ApiError.Raised {
        JsonNode root = body.root();
        refuseUnsupported(root);
        Conversation conversation = new Conversation(
                messages(Members.messages(root, limits.maxMessages())),
                tools(Members.tools(root, limits.maxTools())),
                toolChoice(root.path("tool_choice")),
                sampling(root));
        Integer maxOutput = integer(root, "max_completion_tokens", 1, limits.maxOutputTokens());
        if (maxOutput == null) {
            maxOutput = integer(root, "max_tokens", 1, limits.maxOutputTokens());
        }
        ChatCall call = new ChatCall(
                Members.model(root), conversation, maxOutput, bool(root, "stream"), body.bytes(), idempotencyKey);
        return new ChatRequest(call, bool(object(root, "stream_options", ""), "include_usage"), created);
    }

    @Override
    public AnswerStream stream(HttpServletResponse response) {
        return new ChatStream(response, created, includeUsage);
    }

    @Override
    public ObjectNode answered(Outcome.Answered answered) {
        return Completions.answered(answered, created);
    }

    @Override
    public ObjectNode withheld(Outcome.Withheld withheld) {
        return Completions.withheld(withheld, created);
    }

    private static void refuseUnsupported(JsonNode root) throws ApiError.Raised {
        Integer n = integer(root, "n", 1, 128);
        if (n != null && n != 1) {
            throw bad("Chancery gives one choice: leave out 'n' or set it to 1.", "n");
        }
        for (String field : List.of("audio", "functions", "function_call", "logit_bias", "web_search_options")) {
            if (root.has(field) && !root.get(field).isNull() && !root.get(field).isEmpty()) {
                throw bad("'" + field + "' is not supported. Leave it out.", field);
            }
        }
        if (!isAbsent(root.path("prompt"))) {
            throw bad(
                    "'prompt' names a prompt that OpenAI keeps, which is not supported. Send its messages, and name it in the"
                            + " header Chancery-Prompt: name@version.",
                    "prompt");
        }
        if (bool(root, "logprobs")) {
            throw bad("'logprobs' is not supported. Leave it out.", "logprobs");
        }
    }

    private static List<Message> messages(JsonNode array) throws ApiError.Raised {
        List<Message> messages = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            messages.add(message(array.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private static Message message(JsonNode message, String at) throws ApiError.Raised {
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

    private static String content(JsonNode content, String at) throws ApiError.Raised {
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
                default -> throw Members.unsupported("Parts", type, at + ".content[" + i + "]");
            };
            if (i > 0) {
                text.append('\n');
            }
            text.append(words);
        }
        return text.toString();
    }

    private static List<ToolCall> toolCalls(JsonNode array, String at) throws ApiError.Raised {
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

    private static List<Tool> tools(JsonNode array) throws ApiError.Raised {
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

    private static @Nullable ToolChoice toolChoice(JsonNode choice) throws ApiError.Raised {
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

    private static Sampling sampling(JsonNode root) throws ApiError.Raised {
        JsonNode format = object(root, "response_format", "");
        return new Sampling(
                number(root, "temperature", 0, 2),
                number(root, "top_p", 0, 1),
                stop(root),
                integer(root, "seed", Integer.MIN_VALUE, Integer.MAX_VALUE),
                format.isObject() ? format.toString() : null,
                number(root, "presence_penalty", -2, 2),
                number(root, "frequency_penalty", -2, 2));
    }

    private static List<String> stop(JsonNode root) throws ApiError.Raised {
        JsonNode stop = root.path("stop");
        return stop.isString() ? List.of(text(stop, "stop")) : Members.stops(root, "stop");
    }
}
