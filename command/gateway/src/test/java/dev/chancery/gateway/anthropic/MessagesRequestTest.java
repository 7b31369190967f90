package dev.chancery.gateway.anthropic;

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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class MessagesRequestTest {

    private static final GatewayLimits LIMITS = new GatewayLimits(4_000, 4, 2, 100, 10);

    private static ChatCall read(String json) throws ApiError.Raised {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/messages");
        request.setContent(json.getBytes(StandardCharsets.UTF_8));
        return MessagesRequest.read(new RequestBody(LIMITS.maxBodyBytes()).read(request), "a-key", LIMITS)
                .call();
    }

    @Test
    void readsWhatAnAgentSends() throws ApiError.Raised {
        // when
        ChatCall call = read("""
                {"model": "auto", "max_tokens": 7, "stream": true, "temperature": 1, "top_p": 0.5, "top_k": 40,
                 "stop_sequences": ["end"], "metadata": {"user_id": "x"}, "service_tier": "auto", "mcp_servers": [],
                 "container": null, "context_management": {"edits": []}, "cache_control": {"type": "ephemeral"},
                 "thinking": {"type": "enabled", "budget_tokens": 1024},
                 "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": {"type": "object"}}},
                 "tool_choice": {"type": "tool", "name": "f", "disable_parallel_tool_use": true},
                 "system": [{"type": "text", "text": "Be", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "brief"}],
                 "tools": [{"name": "f", "description": "Finds", "input_schema": {"type": "object"}, "strict": true},
                           {"type": "custom", "name": "g", "input_schema": {}}],
                 "messages": [
                  {"role": "user", "content": "Grüße 👋"},
                  {"role": "assistant", "content": [{"type": "text", "text": "Looking."},
                    {"type": "tool_use", "id": "c", "name": "f", "input": {"a": 1}}, {"type": "tool_use", "id": "d", "name": "g", "input": {}}]},
                  {"role": "user", "content": [
                    {"type": "text", "text": "And", "cache_control": {"type": "ephemeral"}},
                    {"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": "done"}, {"type": "text", "text": "well"}]},
                    {"type": "tool_result", "tool_use_id": "d", "is_error": true, "content": "no g"},
                    {"type": "text", "text": "now?"}]},
                  {"role": "system", "content": "Be briefer"}]}
                """);
        // then
        assertThat(call.model()).isEqualTo("auto");
        assertThat(call.streamed()).isTrue();
        assertThat(call.maxOutputTokens()).isEqualTo(7);
        assertThat(call.idempotencyKey()).isEqualTo("a-key");
        assertThat(call.conversation().messages())
                .containsExactly(
                        new Message.System("Be\nbrief"),
                        new Message.User("Grüße 👋"),
                        new Message.Assistant(
                                "Looking.", List.of(new ToolCall("c", "f", "{\"a\":1}"), new ToolCall("d", "g", "{}"))),
                        new Message.ToolResult("c", "done\nwell"),
                        new Message.ToolResult("d", "Error: no g"),
                        new Message.User("And\nnow?"),
                        new Message.System("Be briefer"));
        assertThat(call.conversation().tools())
                .containsExactly(new Tool("f", "Finds", "{\"type\":\"object\"}"), new Tool("g", null, "{}"));
        assertThat(call.conversation().choice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(call.conversation().sampling())
                .isEqualTo(new Sampling(
                        1.0,
                        0.5,
                        List.of("end"),
                        null,
                        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"output\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}",
                        null,
                        null));
    }

    @Test
    void leavesEverythingOptionalToTheProvider() throws ApiError.Raised {
        ChatCall call = read("""
                {"model": "auto", "max_tokens": 100, "stream": null, "tools": null, "tool_choice": null, "system": null,
                 "stop_sequences": null, "thinking": null, "output_config": null,
                 "messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c"}]}]}
                """);
        assertThat(call.streamed()).isFalse();
        assertThat(call.conversation().messages()).containsExactly(new Message.ToolResult("c", ""));
        assertThat(call.conversation().choice()).isNull();
        assertThat(call.conversation().sampling()).isEqualTo(Sampling.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`messages`:[M,M,M,M,M] | messages",
                "`messages`:[M],`tools`:[T,T,T] | tools",
                "`messages`:[M],`max_tokens`:101 | max_tokens",
                "`messages`:[M],`max_tokens`:null | max_tokens",
                "`messages`:[M],`tools`:{} | tools",
                "`messages`:[M],`tools`:[{`name`:`f`}] | tools[0].input_schema",
                "`messages`:[M],`tools`:[{`type`:`bash_20250124`,`name`:`bash`}] | tools[0].type",
                "`messages`:[M],`mcp_servers`:[{`url`:`http://x`}] | mcp_servers",
                "`messages`:[M],`container`:`c` | container",
                "`messages`:[M],`frequency_penalty`:1 | frequency_penalty",
                "`messages`:[M],`Anna Huber`:1 | body",
                "`messages`:[M],`temperature`:1.1 | temperature",
                "`messages`:[M],`top_k`:-1 | top_k",
                "`messages`:[M],`stop_sequences`:`end` | stop_sequences",
                "`messages`:[M],`thinking`:true | thinking",
                "`messages`:[M],`output_config`:{`format`:{`type`:`json_schema`}} | output_config.format",
                "`messages`:[M],`tool_choice`:`auto` | tool_choice",
                "`messages`:[M],`tool_choice`:{`type`:`sometimes`} | tool_choice.type",
                "`messages`:[M],`system`:5 | system",
                "`messages`:[M],`system`:[{`type`:`image`}] | system[0]",
                "`messages`:[{`role`:`tool`,`content`:`x`}] | messages[0].role",
                "`messages`:[{`role`:`user`,`content`:`\\ud83d`}] | messages[0].content",
                "`messages`:[{`role`:`user`,`content`:``}] | messages[0].content",
                "`messages`:[{`role`:`user`,`content`:[]}] | messages[0].content",
                "`messages`:[{`role`:`user`,`content`:[{`type`:`text`,`text`:``}]}] | messages[0].content",
                "`messages`:[{`role`:`user`,`content`:[{`type`:`image`,`source`:{}}]}] | messages[0].content[0]",
                "`messages`:[{`role`:`user`,`content`:[{`type`:`document`,`source`:{}}]}] | messages[0].content[0]",
                "`messages`:[{`role`:`user`,`content`:[{`type`:`tool_result`,`content`:`x`}]}] | messages[0].content[0].tool_use_id",
                "`messages`:[{`role`:`user`,`content`:[{`type`:`tool_result`,`tool_use_id`:`c`,`content`:[{`type`:`image`}]}]}] | messages[0].content[0].content[0]",
                "`messages`:[{`role`:`assistant`,`content`:[{`type`:`thinking`,`thinking`:`hm`,`signature`:`s`}]}] | messages[0].content[0]",
                "`messages`:[{`role`:`assistant`,`content`:[{`type`:`tool_use`,`id`:`c`,`name`:`f`,`input`:`x`}]}] | messages[0].content[0].input",
                "`messages`:[{`role`:`assistant`,`content`:[{`type`:`tool_use`,`id`:`c`,`name`:`a b`,`input`:{}}]}] | messages[0].content[0].name"
            })
    void saysWhichMemberIsWrong(String members, String param) {
        String limit = members.contains("max_tokens") ? "" : ",`max_tokens`:1";
        String body = ("{`model`:`m`," + members + limit + "}")
                .replace("M", "{`role`:`user`,`content`:`x`}")
                .replace("T,", "{`name`:`f`,`input_schema`:{}},")
                .replace("T]", "{`name`:`f`,`input_schema`:{}}]")
                .replace('`', '"');
        ApiError.Raised raised = catchThrowableOfType(ApiError.Raised.class, () -> read(body));
        assertThat(raised).as(body).isNotNull();
        assertThat(raised.error().status()).isEqualTo(422);
        assertThat(raised.error().param()).isEqualTo(param);
        assertThat(raised.error().message()).doesNotContain("Anna");
    }
}
