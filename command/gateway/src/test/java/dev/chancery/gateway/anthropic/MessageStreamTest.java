package dev.chancery.gateway.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.ToolCall;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client that follows the protocol makes of the events. */
class MessageStreamTest {

    private static final TaskId TASK = new TaskId("t-1");
    private static final ToolCall WEATHER = new ToolCall("c1", "weather", "{\"city\":\"Bern\"}");
    private static final ToolCall TIME = new ToolCall("c2", "time", "{\"zone\":\"CET\"}");

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MessageStream stream = new MessageStream(response, "auto");

    private static Outcome.Answered answered(String text, String finish, ToolCall... calls) {
        return new Outcome.Answered(
                TASK,
                9,
                new Reply(text, List.of(calls), finish, "model-7", null),
                new Usage(12, 5, false),
                new Micros(1, Currency.getInstance("USD")));
    }

    private List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String event : response.getContentAsString().split("\n\n")) {
            String[] lines = event.split("\n", 2);
            JsonNode data = JsonMapper.builder().build().readTree(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + data.path("type").asString());
            events.add(data);
        }
        return events;
    }

    /** The blocks as a client puts them together; each must be whole before the next begins. */
    private List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        boolean open = false;
        for (JsonNode event : events()) {
            switch (event.path("type").asString()) {
                case "content_block_start" -> {
                    assertThat(open).isFalse();
                    assertThat(event.path("index").asInt()).isEqualTo(blocks.size());
                    JsonNode block = event.path("content_block");
                    blocks.add(block.path("type").asString() + ":"
                            + block.path("name").asString("") + ":");
                    open = true;
                }
                case "content_block_delta" -> {
                    assertThat(event.path("index").asInt()).isEqualTo(blocks.size() - 1);
                    JsonNode delta = event.path("delta");
                    blocks.set(
                            blocks.size() - 1,
                            blocks.getLast()
                                    + delta.path("text").asString("")
                                    + delta.path("partial_json").asString(""));
                }
                case "content_block_stop" -> {
                    assertThat(event.path("index").asInt()).isEqualTo(blocks.size() - 1);
                    open = false;
                }
                default -> {}
            }
        }
        assertThat(open).isFalse();
        return blocks;
    }

    @Test
    void followsAModelThatSpeaksAndThenAsksForATool() throws IOException {
        // when
        stream.permitted(TASK, 3);
        stream.text("Let me ");
        stream.text("look.");
        stream.toolCall(0, "c1", "weather", "");
        stream.toolCall(0, null, null, "{\"city\":");
        stream.toolCall(0, null, null, "\"Bern\"}");
        stream.finish(answered("Let me look.", "tool_calls", WEATHER));

        // then
        assertThat(response.getContentType()).isEqualTo("text/event-stream");
        assertThat(response.getHeader("Chancery-Task")).isEqualTo("t-1");
        assertThat(events())
                .extracting(event -> event.path("type").asString())
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(blocks()).containsExactly("text::Let me look.", "tool_use:weather:{\"city\":\"Bern\"}");
        JsonNode start = events().getFirst().path("message");
        assertThat(start.path("id").asString()).isEqualTo("msg_t-1");
        assertThat(start.path("model").asString()).isEqualTo("auto");
        JsonNode end = events().get(10);
        assertThat(end.path("delta").path("stop_reason").asString()).isEqualTo("tool_use");
        assertThat(end.path("usage").path("input_tokens").asInt()).isEqualTo(12);
        assertThat(end.path("usage").path("output_tokens").asInt()).isEqualTo(5);
        assertThat(stream.handed()).isEqualTo(response.getContentAsByteArray().length);
    }

    @Test
    void keepsBlocksApartWhenAModelAsksForSeveralToolsAtOnce() throws IOException {
        // when
        stream.permitted(TASK, 3);
        stream.toolCall(0, "c1", "weather", "{\"city\":");
        stream.toolCall(1, "c2", "time", "{\"zone\":");
        stream.text("Two calls.");
        stream.toolCall(0, null, null, "\"Bern\"}");
        stream.toolCall(1, null, null, "\"CET\"}");
        stream.finish(answered("Two calls.", "tool_calls", WEATHER, TIME));

        // then
        assertThat(blocks())
                .containsExactly(
                        "tool_use:weather:{\"city\":\"Bern\"}", "text::Two calls.", "tool_use:time:{\"zone\":\"CET\"}");
    }

    @Test
    void givesOutAWholeAnswerThatWasNotStreamed() throws IOException {
        // when
        stream.finish(answered("Hello.", "length", WEATHER, TIME));

        // then
        assertThat(blocks())
                .containsExactly(
                        "text::Hello.", "tool_use:weather:{\"city\":\"Bern\"}", "tool_use:time:{\"zone\":\"CET\"}");
        JsonNode start = events().getFirst().path("message");
        assertThat(start.path("model").asString()).isEqualTo("model-7");
        assertThat(start.path("usage").path("input_tokens").asInt()).isEqualTo(12);
        assertThat(events().getLast().path("type").asString()).isEqualTo("message_stop");
    }

    @Test
    void tellsWhereAWithheldAnswerIs() throws IOException {
        // when
        stream.finish(new Outcome.Withheld(
                TASK,
                9,
                Delivery.HELD,
                Gate.HUMAN_IN_THE_LOOP,
                "model-7",
                new Usage(12, 5, false),
                new Micros(1, Currency.getInstance("USD")),
                new Capsules.Sealed("c1.sealed", Instant.EPOCH)));

        // then
        assertThat(blocks()).containsExactly("text::This answer waits for a person to release it.");
        assertThat(events().getFirst()
                        .path("message")
                        .path("chancery")
                        .path("state")
                        .asString())
                .isEqualTo("held");
        JsonNode end = events().get(events().size() - 2);
        assertThat(end.path("delta").path("stop_reason").asString()).isEqualTo("refusal");
        assertThat(end.path("delta").path("stop_details").path("explanation").asString())
                .startsWith("This answer waits");
        assertThat(end.path("chancery").path("retrieve").asString()).isEqualTo("/api/tasks/t-1/output");
        assertThat(end.path("chancery").path("capsule").asString()).isEqualTo("c1.sealed");
        assertThat(end.path("chancery").path("capsule_expires").asString()).isEqualTo("1970-01-01T00:00:00Z");
    }
}
