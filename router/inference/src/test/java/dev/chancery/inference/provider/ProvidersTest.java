package dev.chancery.inference.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Location;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Provider;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import dev.chancery.inference.conversation.ToolChoice;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each provider's own wire protocol, as its documentation shows it, spoken by a local server. */
class ProvidersTest {

    private static final Currency USD = Currency.getInstance("USD");

    /** A schema that langchain4j's own types cannot hold. */
    private static final String SCHEMA = """
            {"type":"object","properties":{"city":{"type":"string","pattern":"^[A-Z]"},"days":{"$ref":"#/definitions/days"}},\
            "required":["city"],"additionalProperties":false,"definitions":{"days":{"type":"integer","minimum":1}}}""";

    private static final Conversation TOOLS = new Conversation(
            List.of(
                    new Message.System("Be short."),
                    new Message.User("Weather?"),
                    new Message.Assistant(null, List.of(new ToolCall("call_9", "weather", "{\"city\":\"Basel\"}"))),
                    new Message.ToolResult("call_9", "Rain"),
                    new Message.User("And in Bern?")),
            List.of(new Tool("weather", "Tells the weather", SCHEMA)),
            new ToolChoice.Named("weather"),
            new Sampling(0.5, null, List.of("END"), 7, null, null, null));

    private static final Conversation PLAIN =
            new Conversation(List.of(new Message.User("Grüezi")), List.of(), null, Sampling.DEFAULT);

    @TempDir
    Path directory;

    private PooledHttp http;
    private String key;

    @BeforeEach
    void open() throws IOException {
        http = new PooledHttp();
        Path file = directory.resolve("key");
        Files.writeString(file, "secret-key\n");
        key = "file:" + file;
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void openAiAnswersInOnePiece() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("application/json", """
                {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion","created":1741569952,
                "model":"gpt-4.1-2025-04-14","choices":[{"index":0,"message":{"role":"assistant","content":"Hällo!",
                "refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":19,
                "completion_tokens":10,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":0}},"service_tier":"default"}""")) {

            // when
            Reply reply =
                    client(Provider.OPENAI, "gpt-4.1", provider.url() + "/v1").call(PLAIN, 100);

            // then
            assertThat(reply)
                    .isEqualTo(new Reply("Hällo!", List.of(), "stop", "gpt-4.1-2025-04-14", new Usage(19, 10, false)));
            var received = provider.received.getFirst();
            assertThat(received.path()).isEqualTo("/v1/chat/completions");
            assertThat(received.headers().getFirst("Authorization")).isEqualTo("Bearer secret-key");
            assertThat(received.headers().get("Content-Type")).containsExactly("application/json");
            assertThat(received.body().at("/model").asString()).isEqualTo("gpt-4.1");
            assertThat(received.body().at("/max_tokens").asInt()).isEqualTo(100);
            assertThat(received.body().at("/messages/0/content").asString()).isEqualTo("Grüezi");
            assertThat(received.body().has("tools")).isFalse();
        }
    }

    @Test
    void openAiTakesToolsAsTheCallerWroteThemAndStreamsTheirCalls() throws Exception {
        // given
        String head = "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4.1-2025-04-14\",";
        try (ScriptedProvider provider = new ScriptedProvider(
                "text/event-stream",
                head
                        + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]},\"finish_reason\":null}]}\n\n"
                        + head
                        + "\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]},\"finish_reason\":null}]}\n\n"
                        + head
                        + "\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Bern\\\"}\"}}]},\"finish_reason\":null}]}\n\n"
                        + head
                        + "\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"call_b\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"\"}}]},\"finish_reason\":null}]}\n\n"
                        + head + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
                        + head
                        + "\"choices\":[],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":8,\"total_tokens\":38}}\n\n"
                        + "data: [DONE]\n\n")) {
            RecordingSink sink = new RecordingSink();

            // when
            Reply reply = client(Provider.OPENAI, "gpt-4.1", provider.url()).stream(TOOLS, 100, sink);

            // then
            assertThat(reply)
                    .isEqualTo(new Reply(
                            "",
                            List.of(
                                    new ToolCall("call_a", "weather", "{\"city\":\"Bern\"}"),
                                    new ToolCall("call_b", "now", "{}")),
                            "tool_calls",
                            "gpt-4.1-2025-04-14",
                            new Usage(30, 8, false)));
            assertThat(sink.calls)
                    .containsExactly("0 call_a weather {\"city\":", "0 null null \"Bern\"}", "1 call_b now {}");
            JsonNode body = provider.received.getFirst().body();
            assertThat(body.at("/tools/0/function/parameters")).isEqualTo(json(SCHEMA));
            assertThat(body.at("/tool_choice/function/name").asString()).isEqualTo("weather");
            assertThat(body.at("/messages/2/tool_calls/0/function/arguments").asString())
                    .isEqualTo("{\"city\":\"Basel\"}");
            assertThat(body.at("/messages/3/tool_call_id").asString()).isEqualTo("call_9");
            assertThat(body.at("/stop/0").asString()).isEqualTo("END");
            assertThat(body.at("/seed").asInt()).isEqualTo(7);
            assertThat(body.at("/stream_options/include_usage").asBoolean()).isTrue();
        }
    }

    @Test
    void openAiTakesAResponseFormatAsTheCallerWroteIt() throws Exception {
        // given
        String format =
                "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"strict\":true,\"schema\":" + SCHEMA + "}}";
        try (ScriptedProvider provider = new ScriptedProvider(
                "application/json",
                "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"{}\"},\"finish_reason\":\"length\"}]}")) {

            // when
            Reply reply = client(Provider.OPENAI, "m", provider.url())
                    .call(
                            new Conversation(
                                    PLAIN.messages(),
                                    List.of(),
                                    null,
                                    new Sampling(null, null, List.of(), null, format, 0.1, 0.2)),
                            5);

            // then
            assertThat(reply).isEqualTo(new Reply("{}", List.of(), "length", "m", null));
            assertThat(provider.received.getFirst().body().at("/response_format"))
                    .isEqualTo(json(format));
        }
    }

    @Test
    void anthropicAnswersInOnePiece() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("application/json", """
                {"id":"msg_013Zva2CMHLNnXjNJJKqJ2EF","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
                "content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_01","name":"weather",
                "input":{"city":"Bern"}}],"stop_reason":"tool_use","stop_sequence":null,
                "usage":{"input_tokens":2095,"cache_creation_input_tokens":5,"cache_read_input_tokens":10,"output_tokens":503}}""")) {

            // when
            Reply reply = client(Provider.ANTHROPIC, "claude-sonnet-4-5", provider.url() + "/v1")
                    .call(TOOLS, 100);

            // then
            assertThat(reply)
                    .isEqualTo(new Reply(
                            "I look.",
                            List.of(new ToolCall(
                                    "toolu_01",
                                    "weather",
                                    reply.toolCalls().getFirst().argumentsJson())),
                            "tool_calls",
                            "claude-sonnet-4-5-20250929",
                            new Usage(2110, 503, false, new UsageDetails(10, 5, 0, 0, 0, 0, null))));
            assertThat(json(reply.toolCalls().getFirst().argumentsJson())).isEqualTo(json("{\"city\":\"Bern\"}"));
            var received = provider.received.getFirst();
            assertThat(received.path()).isEqualTo("/v1/messages");
            assertThat(received.headers().getFirst("x-api-key")).isEqualTo("secret-key");
            assertThat(received.body().at("/tools/0/input_schema")).isEqualTo(json(SCHEMA));
            assertThat(received.body().at("/tool_choice")).isEqualTo(json("{\"type\":\"tool\",\"name\":\"weather\"}"));
            assertThat(received.body().at("/system/0/text").asString()).isEqualTo("Be short.");
            assertThat(received.body().at("/messages/1/content/0/input")).isEqualTo(json("{\"city\":\"Basel\"}"));
            assertThat(received.body().at("/messages/2/content/0/tool_use_id").asString())
                    .isEqualTo("call_9");
        }
    }

    @Test
    void anthropicStreams() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("text/event-stream", """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-opus-4-1-20250805","stop_reason":null,"usage":{"input_tokens":25,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: ping
                data: {"type":"ping"}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: content_block_start
                data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_2","name":"weather","input":{}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\": \\"Bern\\"}"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":1}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":15}}

                event: message_stop
                data: {"type":"message_stop"}

                """)) {
            RecordingSink sink = new RecordingSink();

            // when
            Reply reply = client(Provider.ANTHROPIC, "claude-opus-4-1", provider.url()).stream(TOOLS, 100, sink);

            // then
            assertThat(reply)
                    .isEqualTo(new Reply(
                            "Hello",
                            List.of(new ToolCall("toolu_2", "weather", "{\"city\": \"Bern\"}")),
                            "tool_calls",
                            "claude-opus-4-1-20250805",
                            new Usage(25, 15, false)));
            assertThat(sink.texts).containsExactly("Hel", "lo");
            assertThat(sink.calls).containsExactly("0 toolu_2 weather {\"city\": \"Bern\"}");
        }
    }

    @Test
    void anthropicTellsOfAnErrorWithinTheStream() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider(
                "text/event-stream",
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Grüezi\"}}\n\n")) {

            // when // then
            assertThatThrownBy(() -> client(Provider.ANTHROPIC, "claude", provider.url()).stream(
                            PLAIN, 100, new RecordingSink()))
                    .isInstanceOfSatisfying(
                            ProviderFailure.class,
                            failure -> assertThat(failure.failure()).isEqualTo(AttemptFailure.PROVIDER_ERROR))
                    .hasMessageNotContaining("Grüezi");
        }
    }

    @Test
    void ollamaAnswersInOnePiece() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("application/json", """
                {"model":"llama3.2","created_at":"2025-07-07T20:32:53.844124Z","message":{"role":"assistant","content":"",
                "tool_calls":[{"function":{"name":"weather","arguments":{"city":"Bern"}}}]},"done_reason":"stop","done":true,
                "total_duration":3244883583,"prompt_eval_count":169,"eval_count":15}""")) {

            // when
            Reply reply = client(Provider.OLLAMA, "llama3.2", provider.url())
                    .call(new Conversation(TOOLS.messages(), TOOLS.tools(), null, TOOLS.sampling()), 100);

            // then
            assertThat(reply.toolCalls()).hasSize(1);
            assertThat(reply.toolCalls().getFirst().id()).startsWith("call_");
            assertThat(reply)
                    .isEqualTo(new Reply(
                            "",
                            List.of(new ToolCall(reply.toolCalls().getFirst().id(), "weather", "{\"city\":\"Bern\"}")),
                            "tool_calls",
                            "llama3.2",
                            new Usage(169, 15, false)));
            var received = provider.received.getFirst();
            assertThat(received.path()).isEqualTo("/api/chat");
            assertThat(received.body().at("/tools/0/function/parameters")).isEqualTo(json(SCHEMA));
            assertThat(received.body().at("/options/num_predict").asInt()).isEqualTo(100);
            assertThat(received.body().at("/stream").asBoolean()).isFalse();
        }
    }

    @Test
    void ollamaStreams() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("application/x-ndjson", """
                {"model":"llama3.2","created_at":"2025-07-07T20:22:19.184789Z","message":{"role":"assistant","content":"Hel"},"done":false}
                {"model":"llama3.2","created_at":"2025-07-07T20:22:19.184789Z","message":{"role":"assistant","content":"lo"},"done":false}
                {"model":"llama3.2","created_at":"2025-07-07T20:22:19.19314Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":{"city":"Bern"}}}]},"done":false}
                {"model":"llama3.2","created_at":"2025-07-07T20:22:19.19314Z","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,"prompt_eval_count":169,"eval_count":15}
                """)) {
            RecordingSink sink = new RecordingSink();

            // when
            Reply reply = client(Provider.OLLAMA, "llama3.2", provider.url()).stream(PLAIN, 100, sink);

            // then
            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.usage()).isEqualTo(new Usage(169, 15, false));
            ToolCall call = reply.toolCalls().getFirst();
            assertThat(call.argumentsJson()).isEqualTo("{\"city\":\"Bern\"}");
            assertThat(sink.texts).containsExactly("Hel", "lo");
            assertThat(sink.calls).containsExactly("0 " + call.id() + " weather {\"city\":\"Bern\"}");
        }
    }

    @Test
    void ollamaThatEndsBeforeItIsDoneIsCutOff() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider(
                "application/x-ndjson",
                "{\"model\":\"llama3.2\",\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"},\"done\":false}\n")) {

            // when // then
            assertFails(client(Provider.OLLAMA, "llama3.2", provider.url()), PLAIN, AttemptFailure.CUT_OFF);
        }
    }

    @Test
    void ollamaRejectsAForcedToolCall() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("application/json", "{}")) {

            // when // then
            assertFails(client(Provider.OLLAMA, "llama3.2", provider.url()), TOOLS, AttemptFailure.REJECTED);
            assertThat(provider.received).isEmpty();
        }
    }

    @Test
    void geminiAnswersInOnePiece() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("application/json", """
                {"candidates":[{"content":{"parts":[{"functionCall":{"name":"weather","args":{"city":"Bern"}}}],"role":"model"},
                "finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":40,"candidatesTokenCount":9,
                "thoughtsTokenCount":11,"totalTokenCount":60},"modelVersion":"gemini-2.5-flash","responseId":"r"}""")) {

            // when
            Reply reply = client(Provider.GEMINI, "gemini-2.5-flash", provider.url() + "/v1beta")
                    .call(TOOLS, 100);

            // then
            ToolCall call = reply.toolCalls().getFirst();
            assertThat(reply)
                    .isEqualTo(new Reply(
                            "",
                            List.of(new ToolCall(call.id(), "weather", "{\"city\":\"Bern\"}")),
                            "tool_calls",
                            "gemini-2.5-flash",
                            new Usage(40, 20, false, new UsageDetails(0, 0, 0, 0, 0, 11, null))));
            var received = provider.received.getFirst();
            assertThat(received.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
            assertThat(received.headers().getFirst("x-goog-api-key")).isEqualTo("secret-key");
            assertThat(received.body().at("/tools/0/functionDeclarations/0/parametersJsonSchema"))
                    .isEqualTo(json(SCHEMA));
            assertThat(received.body().at("/toolConfig/functionCallingConfig"))
                    .isEqualTo(json("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"weather\"]}"));
            assertThat(received.body()
                            .at("/contents/2/parts/0/functionResponse/name")
                            .asString())
                    .isEqualTo("weather");
            assertThat(received.body().at("/generationConfig/maxOutputTokens").asInt())
                    .isEqualTo(100);
        }
    }

    @Test
    void geminiStreams() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("text/event-stream", """
                data: {"candidates":[{"content":{"parts":[{"text":"Hel"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4},"modelVersion":"gemini-2.5-flash"}

                data: {"candidates":[{"content":{"parts":[{"text":"lo"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"totalTokenCount":6},"modelVersion":"gemini-2.5-flash"}

                """)) {
            RecordingSink sink = new RecordingSink();

            // when
            Reply reply = client(Provider.GEMINI, "gemini-2.5-flash", provider.url()).stream(PLAIN, 100, sink);

            // then
            assertThat(reply)
                    .isEqualTo(new Reply("Hello", List.of(), "stop", "gemini-2.5-flash", new Usage(4, 2, false)));
            assertThat(sink.texts).containsExactly("Hel", "lo");
            assertThat(provider.received.getFirst().path())
                    .isEqualTo("/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        }
    }

    @Test
    void geminiWithoutAFinishReasonIsCutOff() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider(
                "text/event-stream",
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}],\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":4,\"totalTokenCount\":4}}\n\n")) {

            // when // then
            assertFails(client(Provider.GEMINI, "gemini-2.5-flash", provider.url()), PLAIN, AttemptFailure.CUT_OFF);
        }
    }

    @Test
    void anUnreadableEventIsNotPassedOver() throws Exception {
        // given
        try (ScriptedProvider provider = new ScriptedProvider("text/event-stream", """
                data: {"candidates":[{"content":{"parts":[{"text":"Pay 1"}],"role":"model"},"index":0}]}

                data: {"candidates":[{"content":{"pa

                data: {"candidates":[{"content":{"parts":[{"text":"0 francs"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"totalTokenCount":6}}

                """)) {

            // when // then
            assertFails(client(Provider.GEMINI, "gemini-2.5-flash", provider.url()), PLAIN, AttemptFailure.GARBAGE);
        }
    }

    @Test
    void aMissingKeyIsRejectedBeforeAnythingIsSent() throws Exception {
        // given
        key = "env:CHANCERY_TEST_NO_SUCH_KEY";
        try (ScriptedProvider provider = new ScriptedProvider("application/json", "{}")) {

            // when // then
            assertThatThrownBy(
                            () -> client(Provider.OPENAI, "gpt", provider.url()).call(PLAIN, 10))
                    .isInstanceOf(ProviderFailure.class)
                    .hasMessage("There is no API key at env:CHANCERY_TEST_NO_SUCH_KEY");
            assertThat(provider.received).isEmpty();
        }
    }

    @Test
    void neitherKeysNorWordsAreLoggedAtAnyLevel() throws Exception {
        // given
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        Appender<ILoggingEvent> console = root.getAppender("console");
        List<String> lines = new CopyOnWriteArrayList<>();
        // Lines are made at once, as a real log makes them: the client goes on writing into what it hands to the log.
        AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                IThrowableProxy thrown = event.getThrowableProxy();
                lines.add(event.getFormattedMessage()
                        + event.getKeyValuePairs()
                        + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
            }
        };
        log.start();
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            root.detachAppender(console);
            root.addAppender(log);
            root.setLevel(Level.TRACE);

            // when
            for (String model : List.of("echo", "fault-500", "fault-garbage", "fault-half-stream")) {
                ModelClient client = client(Provider.OPENAI, model, upstream.baseUrl());
                for (boolean stream : List.of(false, true)) {
                    try {
                        assertThat((stream ? client.stream(PLAIN, 10, new RecordingSink()) : client.call(PLAIN, 10))
                                        .text())
                                .isEqualTo("Grüezi");
                    } catch (ProviderFailure expected) {
                        assertThat(model).startsWith("fault-");
                    }
                }
            }
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
            root.addAppender(console);
        }

        // then
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line).doesNotContain("secret-key", "Grüezi", "Gr[0xc3]", "a simulated", "no JSON"));
    }

    private static void assertFails(ModelClient client, Conversation conversation, AttemptFailure expected) {
        assertThatThrownBy(() -> client.stream(conversation, 100, new RecordingSink()))
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure -> assertThat(failure.failure()).isEqualTo(expected));
    }

    private ModelClient client(Provider provider, String model, String url) {
        Micros free = Micros.zero(USD);
        return Objects.requireNonNull(Providers.client(
                new Deployment(
                        "p/m",
                        provider,
                        model,
                        url,
                        key,
                        Tier.WORKER,
                        Location.CLOUD,
                        free,
                        free,
                        8000,
                        1000,
                        true,
                        5000,
                        null),
                http));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
