package dev.chancery.gateway.openai;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.gateway.pipeline.Pipeline;
import dev.chancery.inference.conversation.ToolCall;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A streamed answer: server-sent events, one chunk each, ended by {@code [DONE]}. When the policy lets the answer leave while
 * it is made, chunks follow the model; otherwise they come at the end, all at once. Nothing is written before there is a
 * first delta or an outcome, so that an error until then has a status of its own.
 */
final class ChatStream implements Pipeline.Listener {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServletResponse response;
    private final JsonMapper json;
    private final Instant created;
    private final boolean includeUsage;
    private @Nullable TaskId task;
    private boolean begun;
    private boolean spoken;
    private long written;
    private long handed;

    ChatStream(HttpServletResponse response, JsonMapper json, Instant created, boolean includeUsage) {
        this.response = response;
        this.json = json;
        this.created = created;
        this.includeUsage = includeUsage;
    }

    @Override
    public void permitted(TaskId permitted, long position) {
        task = permitted;
        response.setHeader("Chancery-Task", permitted.value());
        response.setHeader("Chancery-Log-Position", Long.toString(position));
    }

    @Override
    public void text(String delta) throws IOException {
        if (!delta.isEmpty()) {
            spoken = true;
            delta().put("content", delta);
            send();
        }
    }

    @Override
    public void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta)
            throws IOException {
        spoken = true;
        ObjectNode call = delta().putArray("tool_calls").addObject();
        call.put("index", index);
        if (id != null) {
            call.put("id", id).put("type", "function");
        }
        ObjectNode function = call.putObject("function");
        if (name != null) {
            function.put("name", name);
        }
        function.put("arguments", argumentsDelta);
        send();
    }

    void finish(Outcome.Answered answered) throws IOException {
        task = answered.task();
        if (!spoken) {
            text(answered.reply().text());
            int index = 0;
            for (ToolCall call : answered.reply().toolCalls()) {
                toolCall(index++, call.id(), call.name(), call.argumentsJson());
            }
        }
        end(answered, answered.reply().modelVersion(), answered.reply().finishReason(), answered.usage(), null);
    }

    void finish(Outcome.Withheld withheld) throws IOException {
        task = withheld.task();
        text(Completions.sentence(withheld));
        end(
                withheld,
                withheld.modelVersion(),
                Completions.WITHHELD,
                withheld.usage(),
                Completions.where(json, withheld));
    }

    private void end(Outcome outcome, String model, String finishReason, Usage usage, @Nullable ObjectNode chancery)
            throws IOException {
        ObjectNode last = chunk(outcome.task(), model);
        last.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", finishReason)
                .putObject("delta");
        if (chancery != null) {
            last.set("chancery", chancery);
        }
        write(last);
        if (includeUsage) {
            ObjectNode counted = chunk(outcome.task(), model);
            counted.putArray("choices");
            Completions.usage(counted, usage);
            write(counted);
        }
        response.getOutputStream().write(DONE);
        written += DONE.length;
        flush();
    }

    /** Ends a stream that has begun with an error, and without {@code [DONE]}: what came is not whole. */
    void fail(OpenAiError error) throws IOException {
        write(error.json(json));
        response.flushBuffer();
    }

    private @Nullable ObjectNode pending;

    private ObjectNode delta() {
        ObjectNode root = chunk(task, "chancery");
        pending = root;
        ObjectNode choice = root.putArray("choices").addObject();
        choice.put("index", 0).putNull("finish_reason");
        ObjectNode delta = choice.putObject("delta");
        if (!begun) {
            delta.put("role", "assistant");
        }
        return delta;
    }

    private void send() throws IOException {
        ObjectNode root = pending;
        if (root != null) {
            write(root);
            flush();
        }
    }

    private ObjectNode chunk(@Nullable TaskId of, String model) {
        return json.createObjectNode()
                .put("id", "chatcmpl-" + of)
                .put("object", "chat.completion.chunk")
                .put("created", created.getEpochSecond())
                .put("model", model);
    }

    private void write(ObjectNode chunk) throws IOException {
        if (!begun) {
            begun = true;
            response.setStatus(200);
            response.setContentType("text/event-stream");
            response.setHeader("Cache-Control", "no-store");
        }
        byte[] bytes = json.writeValueAsBytes(chunk);
        response.getOutputStream().write(DATA);
        response.getOutputStream().write(bytes);
        response.getOutputStream().write(END);
        written += DATA.length + bytes.length + END.length;
    }

    private void flush() throws IOException {
        response.flushBuffer();
        handed = written;
    }

    /** Bytes of the body that were handed to the connection. */
    long handed() {
        return handed;
    }
}
