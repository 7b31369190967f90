package dev.chancery.gateway.openai;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.http.AnswerStream;
import dev.chancery.gateway.http.Api;
import dev.chancery.gateway.http.ApiError;
import dev.chancery.gateway.http.EventStream;
import dev.chancery.gateway.http.Withholding;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.inference.conversation.ToolCall;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A streamed answer as the OpenAI API has it: nameless events, one chunk each, ended by {@code [DONE]}. */
final class ChatStream implements AnswerStream {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final EventStream events;
    private final Instant created;
    private final boolean includeUsage;
    private @Nullable TaskId task;

    ChatStream(HttpServletResponse response, Instant created, boolean includeUsage) {
        this.events = new EventStream(response);
        this.created = created;
        this.includeUsage = includeUsage;
    }

    @Override
    public void permitted(TaskId permitted, long position) {
        task = permitted;
        events.permitted(permitted, position);
    }

    @Override
    public void text(String delta) throws IOException {
        if (!delta.isEmpty()) {
            ObjectNode chunk = chunk(task, "chancery");
            delta(chunk).put("content", delta);
            send(chunk);
        }
    }

    @Override
    public void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta)
            throws IOException {
        ObjectNode chunk = chunk(task, "chancery");
        ObjectNode call = delta(chunk).putArray("tool_calls").addObject();
        call.put("index", index);
        if (id != null) {
            call.put("id", id).put("type", "function");
        }
        ObjectNode function = call.putObject("function");
        if (name != null) {
            function.put("name", name);
        }
        function.put("arguments", argumentsDelta);
        send(chunk);
    }

    @Override
    public void finish(Outcome.Answered answered) throws IOException {
        task = answered.task();
        if (!events.begun()) {
            text(answered.reply().text());
            int index = 0;
            for (ToolCall call : answered.reply().toolCalls()) {
                toolCall(index++, call.id(), call.name(), call.argumentsJson());
            }
        }
        end(answered, answered.reply().modelVersion(), answered.reply().finishReason(), answered.usage(), null);
    }

    @Override
    public void finish(Outcome.Withheld withheld) throws IOException {
        task = withheld.task();
        text(Withholding.sentence(withheld));
        end(withheld, withheld.modelVersion(), Completions.WITHHELD, withheld.usage(), Withholding.where(withheld));
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
        events.event(null, last);
        if (includeUsage) {
            ObjectNode counted = chunk(outcome.task(), model);
            counted.putArray("choices");
            Completions.usage(counted, usage);
            events.event(null, counted);
        }
        events.write(DONE);
        events.flush();
    }

    /** Without {@code [DONE]}: what came is not whole. */
    @Override
    public void fail(ApiError error) throws IOException {
        events.event(null, Api.OPENAI.error(error));
        events.flush();
    }

    private ObjectNode delta(ObjectNode chunk) {
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", 0).putNull("finish_reason");
        ObjectNode delta = choice.putObject("delta");
        if (!events.begun()) {
            delta.put("role", "assistant");
        }
        return delta;
    }

    private void send(ObjectNode chunk) throws IOException {
        events.event(null, chunk);
        events.flush();
    }

    private ObjectNode chunk(@Nullable TaskId of, String model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "chatcmpl-" + of)
                .put("object", "chat.completion.chunk")
                .put("created", created.getEpochSecond())
                .put("model", model);
    }

    @Override
    public long handed() {
        return events.handed();
    }
}
