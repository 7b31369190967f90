package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.errors.UnprocessableEntityException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications and agents that were written for Anthropic: their SDK, told another address and key, and nothing else. */
class AnthropicClientsIT {

    private static final String MAIL = "grace.hopper@example.org";

    private static final String POLICY = """
            currency: USD
            deployments:
            - {id: scripted, provider: openai, model: scripted, baseUrl: '%1$s', tier: worker, location: local, tools: true,
               inputPrice: "10", outputPrice: "100", contextTokens: 400000, maxOutputTokens: 4096}
            - {id: echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: local,
               inputPrice: "10", outputPrice: "100", contextTokens: 8192, maxOutputTokens: 16}
            - {id: broken, provider: openai, model: fault-500, baseUrl: '%1$s', tier: worker, location: local,
               inputPrice: "10", outputPrice: "100", contextTokens: 8192, maxOutputTokens: 16}
            workflows:
            - {id: default, purpose: Tests, gate: autonomous}
            - {id: held, purpose: Tests, gate: human-in-the-loop}
            - {id: shadow, purpose: Tests, gate: shadow}
            agents:
            - {id: default, owner: The tests, purpose: To be tested, workflows: [default, held, shadow], budgets: {day: "1000"}}
            - {id: poor, owner: The tests, purpose: To be stopped, workflows: [default], budgets: {day: "0.000001"}}
            """;

    private static final Tool TOOL = Tool.builder()
            .name("mail")
            .description("Sends a mail")
            .inputSchema(Tool.InputSchema.builder()
                    .properties(Tool.InputSchema.Properties.builder()
                            .putAdditionalProperty("to", JsonValue.from(Map.of("type", "string")))
                            .build())
                    .build())
            .build();

    @TempDir
    private static Path directory;

    private static final List<AnthropicClient> CLIENTS = new ArrayList<>();

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        upstream = new SimulatedUpstream(0);
        SimulatedPolicy.write(directory.resolve("home"), POLICY.formatted(upstream.baseUrl()));
        chancery = ChanceryProcess.start(directory.resolve("home"));
        client = client(chancery.firstRun("agentKey"));
    }

    @AfterAll
    static void stop() {
        CLIENTS.forEach(AnthropicClient::close);
        chancery.close();
        upstream.close();
    }

    private static AnthropicClient client(String key) {
        return client(AnthropicOkHttpClient.builder().apiKey(key));
    }

    private static AnthropicClient client(AnthropicOkHttpClient.Builder key) {
        AnthropicClient made = key.baseUrl(chancery.url())
                .maxRetries(0)
                .timeout(Duration.ofMinutes(1))
                .build();
        CLIENTS.add(made);
        return made;
    }

    private static MessageCreateParams.Builder asking(String model, String text) {
        return MessageCreateParams.builder().model(model).maxTokens(16).addUserMessage(text);
    }

    private record Answer(Message message, Headers headers) {
        String text() {
            return message.content().stream()
                    .flatMap(block -> block.text().stream())
                    .map(TextBlock::text)
                    .collect(Collectors.joining("|"));
        }

        ToolUseBlock tool() {
            return message.content().getLast().asToolUse();
        }

        String header(String name) {
            return headers.values(name).isEmpty() ? "" : headers.values(name).getFirst();
        }
    }

    private static Answer ask(MessageCreateParams params, boolean streamed) {
        if (!streamed) {
            try (HttpResponseFor<Message> response =
                    client.messages().withRawResponse().create(params)) {
                return new Answer(response.parse().validate(), response.headers());
            }
        }
        try (HttpResponseFor<StreamResponse<RawMessageStreamEvent>> response =
                        client.messages().withRawResponse().createStreaming(params);
                StreamResponse<RawMessageStreamEvent> stream = response.parse()) {
            MessageAccumulator whole = MessageAccumulator.create();
            stream.stream().forEach(whole::accumulate);
            return new Answer(whole.message(), response.headers());
        }
    }

    private static String events(Answer answer) {
        return chancery.get("/api/tasks/" + answer.header("Chancery-Task") + "/events")
                .toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersAndKeepsPersonalDataToTheCaller(boolean streamed) {
        // when
        Answer answer =
                ask(asking("echo", "Write to " + MAIL).system("Be brief").build(), streamed);

        // then
        assertThat(answer.text()).isEqualTo("Write to " + MAIL);
        assertThat(answer.message().stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.message().usage().inputTokens()).isEqualTo(12);
        assertThat(answer.message().usage().outputTokens()).isEqualTo(5);
        assertThat(answer.message().id()).isEqualTo("msg_" + answer.header("Chancery-Task"));
        assertThat(answer.header("Chancery-Log-Position")).matches("[0-9]+");
        if (!streamed) {
            assertThat(answer.header("Chancery-Model")).isEqualTo("simulated-1");
            assertThat(answer.header("Chancery-Cost-Micros")).isEqualTo("620");
        }
        assertThat(upstream.lastBody()).contains("[EMAIL_ADDRESS_1").doesNotContain(MAIL);
        Eventually.holds(Duration.ofSeconds(10), () -> events(answer).contains("task.output-delivered"));
        assertThat(events(answer)).doesNotContain(MAIL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksForAToolWithTheCallersValuesAndTakesItsResult(boolean streamed) {
        // given
        MessageCreateParams.Builder conversation =
                asking("scripted", "CALL mail {\"to\":\"" + MAIL + "\"}").addTool(TOOL);

        // when
        Answer call = ask(conversation.build(), streamed);
        conversation
                .addMessage(call.message())
                .addUserMessageOfContentBlockParams(
                        List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId(call.tool().id())
                                .content("sent to " + MAIL)
                                .build())));
        Answer end = ask(conversation.build(), streamed);

        // then
        assertThat(call.message().stopReason()).contains(StopReason.TOOL_USE);
        assertThat(call.tool().name()).isEqualTo("mail");
        assertThat(call.tool()._input()).isEqualTo(JsonValue.from(Map.of("to", MAIL)));
        assertThat(events(call)).doesNotContain(MAIL);
        assertThat(end.text()).isEqualTo("The tool said: sent to " + MAIL);
        assertThat(upstream.lastBody()).doesNotContain(MAIL);
    }

    @ParameterizedTest
    @CsvSource({"held, held, false", "held, held, true", "shadow, shadowed, false", "shadow, shadowed, true"})
    void saysWhereAnAnswerIsThatIsNotDelivered(String workflow, String state, boolean streamed) {
        // when
        Answer answer = ask(
                asking("echo", "A secret")
                        .putAdditionalHeader("Chancery-Workflow", workflow)
                        .build(),
                streamed);

        // then
        assertThat(answer.text()).doesNotContain("secret").endsWith(".");
        assertThat(answer.message().stopReason()).contains(StopReason.REFUSAL);
        if (!streamed) {
            assertThat(answer.message()._additionalProperties().get("chancery").toString())
                    .contains("state=" + state, "task=" + answer.header("Chancery-Task"));
        }
    }

    @Test
    void refusesByPolicyWithACodeThatClientsTakeAsFinal() {
        // given
        String key = ChanceryProcess.JSON
                .readTree(chancery.api("POST", "/api/agents/poor/keys", "").body())
                .path("key")
                .asString();
        long before = upstream.requests();
        AnthropicClient poor = client(key);

        // when
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> poor.messages().create(asking("echo", "Hello").build()));

        // then
        assertThat(refused.type()).contains(ErrorType.INVALID_REQUEST_ERROR);
        assertThat(refused.errorCode()).contains("budget_exceeded");
        assertThat(refused.apiMessage())
                .hasValueSatisfying(said -> assertThat(said).contains("budget"));
        assertThat(refused.headers().values("Chancery-Task")).hasSize(1);
        assertThat(upstream.requests()).isEqualTo(before);
    }

    @Test
    void saysThatEveryModelFailed() {
        InternalServerException failed = catchThrowableOfType(
                InternalServerException.class,
                () -> client.messages().create(asking("broken", "Hello").build()));
        assertThat(failed.statusCode()).isEqualTo(504);
        assertThat(failed.type()).contains(ErrorType.API_ERROR);
        assertThat(failed.errorCode()).contains("all_models_failed");
    }

    @Test
    void refusesAWrongKeyAndAWrongRequest() {
        AnthropicClient stranger = client("sk-ant-wrong");
        assertThatExceptionOfType(UnauthorizedException.class)
                .isThrownBy(
                        () -> stranger.messages().create(asking("echo", "Hello").build()))
                .satisfies(e -> assertThat(e.type()).contains(ErrorType.AUTHENTICATION_ERROR));
        assertThatExceptionOfType(UnprocessableEntityException.class)
                .isThrownBy(() -> client.messages()
                        .create(asking("echo", "Hello").maxTokens(1_000_000).build()))
                .satisfies(e -> assertThat(e.type()).contains(ErrorType.INVALID_REQUEST_ERROR));
    }

    @Test
    void takesTheKeyAsATokenTooAndListsTheModelsThatItMayName() {
        AnthropicClient withToken = client(AnthropicOkHttpClient.builder().authToken(chancery.firstRun("agentKey")));
        assertThat(withToken.models().list().data()).extracting(ModelInfo::id).contains("auto", "echo", "scripted");
    }

    @Test
    void estimatesTheTokensOfARequest() {
        var counted = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("echo")
                        .addUserMessage("x".repeat(400))
                        .build());
        assertThat(counted.inputTokens()).isBetween(100L, 110L);
        assertThat(counted._additionalProperties()).containsEntry("chancery", JsonValue.from(Map.of("estimate", true)));
    }
}
