package dev.chancery.gateway.anthropic;

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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A streamed answer as the Anthropic API has it: {@code message_start}, content blocks one after the other,
 * {@code message_delta}, {@code message_stop}. Blocks cannot overlap, while a model may go on with one tool call after it
 * began another: so text and the first tool call are handed on as they come, and what comes beside that call follows it as a
 * whole.
 */
final class MessageStream implements AnswerStream {

    private final EventStream events;
    private final String asked;
    private final StringBuilder textBesideCall = new StringBuilder();
    private @Nullable TaskId task;
    private int block = -1;
    private boolean open;
    private @Nullable String callStreamed;
    private int callIndex;

    /**
     * Begins nothing yet.
     *
     * @param asked the model that was asked for; it stands where the version that answers is not known yet
     */
    MessageStream(HttpServletResponse response, String asked) {
        this.events = new EventStream(response);
        this.asked = asked;
    }

    @Override
    public void permitted(TaskId permitted, long position) {
        task = permitted;
        events.permitted(permitted, position);
    }

    @Override
    public void text(String delta) throws IOException {
        if (delta.isEmpty()) {
            return;
        }
        if (callStreamed != null) {
            textBesideCall.append(delta);
            return;
        }
        begin(asked, Messages.usage(0, 0), null);
        if (!open) {
            openText();
        }
        writeText(delta);
        events.flush();
    }

    @Override
    public void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta)
            throws IOException {
        if (callStreamed == null) {
            begin(asked, Messages.usage(0, 0), null);
            close();
            callStreamed = String.valueOf(id);
            callIndex = index;
            openCall(id, name);
        }
        if (index == callIndex) {
            writeArguments(argumentsDelta);
            events.flush();
        }
    }

    @Override
    public void finish(Outcome.Answered answered) throws IOException {
        task = answered.task();
        boolean streamed = events.begun();
        begin(answered.reply().modelVersion(), Messages.usage(answered.usage()), null);
        if (streamed) {
            close();
            writeWhole(textBesideCall.toString());
        } else {
            writeWhole(answered.reply().text());
        }
        for (ToolCall call : answered.reply().toolCalls()) {
            if (!call.id().equals(callStreamed)) {
                openCall(call.id(), call.name());
                writeArguments(call.argumentsJson());
                close();
            }
        }
        end(Messages.stopReason(answered.reply().finishReason()), null, answered.usage(), null);
    }

    @Override
    public void finish(Outcome.Withheld withheld) throws IOException {
        task = withheld.task();
        ObjectNode where = Withholding.where(withheld);
        begin(withheld.modelVersion(), Messages.usage(withheld.usage()), where);
        close();
        writeWhole(Withholding.sentence(withheld));
        end(Messages.WITHHELD, Withholding.sentence(withheld), withheld.usage(), where);
    }

    private void end(String reason, @Nullable String explanation, Usage usage, @Nullable ObjectNode chancery)
            throws IOException {
        ObjectNode delta = event("message_delta");
        Messages.stop(delta.putObject("delta"), reason, explanation);
        delta.set("usage", Messages.usage(usage));
        if (chancery != null) {
            delta.set("chancery", chancery);
        }
        write(delta);
        write(event("message_stop"));
        events.flush();
    }

    /** Without {@code message_stop}: what came is not whole. */
    @Override
    public void fail(ApiError error) throws IOException {
        write(Api.ANTHROPIC.error(error));
        events.flush();
    }

    @Override
    public long handed() {
        return events.handed();
    }

    private void begin(String model, ObjectNode usage, @Nullable ObjectNode chancery) throws IOException {
        if (events.begun()) {
            return;
        }
        ObjectNode start = event("message_start");
        ObjectNode message = Messages.root(String.valueOf(task), model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
        message.set("usage", usage);
        if (chancery != null) {
            message.set("chancery", chancery);
        }
        start.set("message", message);
        write(start);
        write(event("ping"));
    }

    private void writeWhole(String text) throws IOException {
        if (!text.isEmpty()) {
            openText();
            writeText(text);
            close();
        }
    }

    private void openText() throws IOException {
        open(JsonNodeFactory.instance.objectNode().put("type", "text").put("text", ""));
    }

    private void writeText(String text) throws IOException {
        ObjectNode delta = event("content_block_delta").put("index", block);
        delta.putObject("delta").put("type", "text_delta").put("text", text);
        write(delta);
    }

    private void openCall(@Nullable String id, @Nullable String name) throws IOException {
        ObjectNode call = Messages.toolUse(JsonNodeFactory.instance.objectNode(), id, name);
        call.putObject("input");
        open(call);
    }

    private void writeArguments(String json) throws IOException {
        if (!json.isEmpty()) {
            ObjectNode delta = event("content_block_delta").put("index", block);
            delta.putObject("delta").put("type", "input_json_delta").put("partial_json", json);
            write(delta);
        }
    }

    private void open(ObjectNode content) throws IOException {
        block++;
        open = true;
        ObjectNode start = event("content_block_start").put("index", block);
        start.set("content_block", content);
        write(start);
    }

    private void close() throws IOException {
        if (open) {
            open = false;
            write(event("content_block_stop").put("index", block));
        }
    }

    private static ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /** Events are named by their type. */
    private void write(ObjectNode event) throws IOException {
        events.event(event.path("type").asString(), event);
    }
}
