package dev.chancery.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.http.ApiError;
import dev.chancery.gateway.http.RequestBody;
import dev.chancery.gateway.pipeline.ChatCall;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import dev.chancery.inference.conversation.ToolChoice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ChatRequestTest {

    private static final GatewayLimits LIMITS = new GatewayLimits(2_000, 4, 2, 100, 10);

    private static ChatRequest read(String json) throws ApiError.Raised {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/chat/completions");
        request.setContent(json.getBytes(StandardCharsets.UTF_8));
        return ChatRequest.read(new RequestBody(LIMITS.maxBodyBytes()).read(request), null, LIMITS, Instant.EPOCH);
    }

    @Test
    void readsWhatAnSdkSends() throws ApiError.Raised {
        // when
        ChatRequest read = read("""
                {"model": "auto", "stream": true, "stream_options": {"include_usage": true}, "max_tokens": 7,
                 "max_completion_tokens": 9, "temperature": 0, "top_p": 1, "stop": "end", "seed": -3, "n": 1,
                 "user": "someone", "store": false, "metadata": {"a": "b"}, "parallel_tool_calls": true,
                 "response_format": {"type": "json_object"}, "tool_choice": {"type": "function", "function": {"name": "f"}},
                 "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}, "strict": true}}],
                 "messages": [
                  {"role": "developer", "content": [{"type": "text", "text": "Be"}, {"type": "text", "text": "brief"}]},
                  {"role": "user", "content": "Grüße 👋", "name": "x"},
                  {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
                  {"role": "tool", "tool_call_id": "c", "content": "done"}]}
                """);
        // then
        ChatCall call = read.call();
        assertThat(read.includeUsage()).isTrue();
        assertThat(call.model()).isEqualTo("auto");
        assertThat(call.streamed()).isTrue();
        assertThat(call.maxOutputTokens()).isEqualTo(9);
        assertThat(call.conversation().messages())
                .containsExactly(
                        new Message.System("Be\nbrief"),
                        new Message.User("Grüße 👋"),
                        new Message.Assistant(null, List.of(new ToolCall("c", "f", "{}"))),
                        new Message.ToolResult("c", "done"));
        assertThat(call.conversation().tools()).containsExactly(new Tool("f", null, "{\"type\":\"object\"}"));
        assertThat(call.conversation().choice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(call.conversation().sampling())
                .isEqualTo(new Sampling(0.0, 1.0, List.of("end"), -3, "{\"type\":\"json_object\"}", null, null));
    }

    @Test
    void leavesEverythingOptionalToTheProvider() throws ApiError.Raised {
        ChatRequest read = read("""
                {"model": "auto", "stream": null, "stream_options": null, "tools": null, "tool_choice": null, "stop": null,
                 "response_format": null, "logprobs": null, "max_tokens": null,
                 "messages": [{"role": "user", "content": ""}]}
                """);
        assertThat(read.includeUsage()).isFalse();
        assertThat(read.call().streamed()).isFalse();
        assertThat(read.call().maxOutputTokens()).isNull();
        assertThat(read.call().conversation().choice()).isNull();
        assertThat(read.call().conversation().sampling()).isEqualTo(Sampling.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`model`:`m`,`messages`:[M,M,M,M,M]} | messages",
                "{`model`:`m`,`messages`:[M],`tools`:[T,T,T]} | tools",
                "{`model`:`m`,`messages`:[M],`max_tokens`:101} | max_tokens",
                "{`model`:`m`,`messages`:[M],`tools`:{}} | tools",
                "{`model`:`m`,`messages`:[M],`stream_options`:[]} | stream_options",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:`\\ud83d`}]} | messages[0].content",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:`\\ude00\\ud83d`}]} | messages[0].content",
                "{`model`:`m`,`messages`:[{`role`:`user`,`content`:[{`type`:`input_audio`}]}]} | messages[0].content[0]",
                "{`model`:`m`,`messages`:[M],`tool_choice`:`sometimes`} | tool_choice",
                "{`model`:`m`,`messages`:[M],`prompt`:{`id`:`pmpt_1`,`version`:`2`}} | prompt"
            })
    void saysWhichMemberIsWrong(String json, String param) {
        String body = json.replace("M", "{`role`:`user`,`content`:`x`}")
                .replace("T", "{`type`:`function`,`function`:{`name`:`f`}}")
                .replace('`', '"');
        ApiError.Raised raised = catchThrowableOfType(ApiError.Raised.class, () -> read(body));
        assertThat(raised.error().status()).isEqualTo(422);
        assertThat(raised.error().param()).isEqualTo(param);
    }
}
