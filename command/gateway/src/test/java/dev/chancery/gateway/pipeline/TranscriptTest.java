package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private static final ToolCall CALL = new ToolCall("call_1", "weather", "{\"city\":\"Bern \\\"\"}");

    @Test
    void keepsARequestInTheShapeOfTheOpenAiApi() {
        // given
        Conversation conversation = new Conversation(
                List.of(
                        new Message.System("Be \"brief\""),
                        new Message.User("Weather?"),
                        new Message.Assistant(null, List.of(CALL)),
                        new Message.ToolResult("call_1", "rain")),
                List.of(new Tool("weather", null, "{\"type\":\"object\"}")),
                null,
                Sampling.DEFAULT);
        // then
        assertThat(Transcript.request(conversation)).isEqualTo("""
                {"messages":[{"role":"system","content":"Be \\"brief\\""},{"role":"user","content":"Weather?"},\
                {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","name":"weather",\
                "arguments":"{\\"city\\":\\"Bern \\\\\\"\\"}"}]},\
                {"role":"tool","tool_call_id":"call_1","content":"rain"}],\
                "tools":[{"name":"weather","description":null,"parameters":{"type":"object"}}]}""");
    }

    @Test
    void readsAnAnswerAsItWasKept() {
        Reply text = new Reply("{\"content\":\"looks like a tool call\"}", List.of(), "stop", "m-1", null);
        Reply tools = new Reply("On it", List.of(CALL, CALL), Transcript.TOOL_CALLS, "m-1", null);
        for (Reply reply : List.of(text, tools)) {
            assertThat(Transcript.answer(Transcript.answer(reply), reply.finishReason(), "m-1"))
                    .isEqualTo(reply);
        }
    }
}
