package dev.chancery.gateway.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.ToolCall;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

    @ParameterizedTest
    @CsvSource({"stop, end_turn", "length, max_tokens", "tool_calls, tool_use", "content_filter, refusal"})
    void namesTheReasonOfTheEndAsTheApiDoes(String finishReason, String stopReason) {
        assertThat(Messages.stopReason(finishReason)).isEqualTo(stopReason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1} | {\"a\":1}",
                "{\"a\": | {\"unparsed_arguments\":\"{\\\"a\\\":\"}",
                "[1] | {\"unparsed_arguments\":\"[1]\"}"
            })
    void givesArgumentsThatAreNoObjectToNoTool(String arguments, String input) {
        Reply reply = new Reply("", List.of(new ToolCall("c", "f", arguments)), "tool_calls", "model-7", null);
        assertThat(Messages.answered(new Outcome.Answered(
                                new TaskId("t-1"),
                                9,
                                reply,
                                new Usage(12, 5, false),
                                new Micros(1, Currency.getInstance("USD"))))
                        .path("content")
                        .path(0)
                        .path("input"))
                .hasToString(input);
    }
}
