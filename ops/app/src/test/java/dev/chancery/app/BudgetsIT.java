package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A cap that two agents share, what is told of it, and an agent that runs in circles, through the whole system. */
class BudgetsIT {

    /** Of the simulated provider: 17 tokens. */
    private static final long CALL_MICROS = 17_000;

    private static final long CAP_MICROS = 1_000_000;

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/plain, provider: openai, model: simulated, baseUrl: '%1$s', tier: worker, location: cloud,
                 inputPrice: "1000", outputPrice: "1000", contextTokens: 100000, maxOutputTokens: 100}
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud,
                 contextTokens: 100000, maxOutputTokens: 100}
            workflows:
              - {id: dear, purpose: Costs money, gate: autonomous, deployments: [cloud/plain], budgets: {day: "1.00"}}
              - {id: free, purpose: Costs nothing, gate: autonomous, deployments: [cloud/echo]}
            agents:
              - {id: one, owner: Owner, purpose: Tests, workflows: [dear], budgets: {day: "5.00", month: "50.00"}}
              - {id: two, owner: Owner, purpose: Tests, workflows: [dear]}
              - {id: circling, owner: Owner, purpose: Tests, workflows: [free], loops: {repeats: 3}}
            budgets: {month: "100.00"}
            """;

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;

    @BeforeAll
    static void start() throws Exception {
        upstream = new SimulatedUpstream(0);
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
        chancery = ChanceryProcess.start(directory.resolve("home"));
    }

    @AfterAll
    static void stop() {
        chancery.close();
        upstream.close();
    }

    @Test
    void twoAgentsShareTheDayOfAWorkflowAndItIsToldWhenItIsSpent() {
        // given
        List<String> keys = List.of(key("one"), key("two"));
        int answered = 0;
        HttpResponse<String> last = chat(keys.getFirst(), "s", "Hello 0");
        // when
        while (last.statusCode() == 200) {
            answered++;
            last = chat(keys.get(answered % 2), "s", "Hello " + answered);
        }
        HttpResponse<String> other = message(keys.get((answered + 1) % 2), "Hello again");
        // then
        long settled = answered * CALL_MICROS;
        assertThat(settled).isBetween(CAP_MICROS * 8 / 10, CAP_MICROS);
        assertThat(last.statusCode()).isEqualTo(400);
        JsonNode refused = ChanceryProcess.JSON.readTree(last.body()).path("error");
        assertThat(refused.path("code").asString()).isEqualTo("budget_exceeded");
        assertThat(refused.path("message").asString())
                .contains("workflow-day budget", "(dear/", "spent or promised", "whole again on", "00:00 UTC");
        assertThat(other.statusCode()).isEqualTo(400);
        JsonNode said = ChanceryProcess.JSON.readTree(other.body());
        assertThat(said.path("type").asString()).isEqualTo("error");
        assertThat(said.path("error").path("message").asString()).contains("workflow-day budget", "whole again on");

        // when
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> budget("WORKFLOW_DAY")
                        .filter(b -> b.path("alert").path("percent").asInt() == 80
                                && b.path("exhaustions").asInt() == 1)
                        .isPresent());
        // then
        JsonNode alert = budget("WORKFLOW_DAY").orElseThrow().path("alert");
        assertThat(alert.path("settled").path("amount").asLong()).isBetween(CAP_MICROS * 8 / 10, settled);
        assertThat(budget("AGENT_MONTH")).isPresent();
        assertThat(budget("COMPANY_MONTH").orElseThrow().path("owner").asString())
                .isEqualTo("company");
        assertThat(chancery.api("GET", "/actuator/prometheus", "").body())
                .contains("chancery_budget_alerts_total{percent=\"50\"} 1.0")
                .contains("chancery_budget_alerts_total{percent=\"80\"} 1.0")
                .contains("chancery_budget_alerts_total{percent=\"100\"} 0.0");
    }

    @Test
    void refusesAnAgentThatRunsInCirclesUntilItDoesSomethingElse() {
        // given
        String key = key("circling");
        for (int i = 0; i < 3; i++) {
            assertThat(chat(key, "circle", "And now?").statusCode()).isEqualTo(200);
        }
        long before = upstream.requests();
        // when
        HttpResponse<String> loop = chat(key, "circle", "And now?");
        // then
        assertThat(loop.statusCode()).isEqualTo(400);
        JsonNode error = ChanceryProcess.JSON.readTree(loop.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("loop_detected");
        assertThat(error.path("message").asString()).contains("3 times in a row");
        assertThat(upstream.requests()).isEqualTo(before);
        assertThat(chat(key, "another", "And now?").statusCode()).isEqualTo(200);
        assertThat(chat(key, "circle", "Something else.").statusCode()).isEqualTo(200);
        assertThat(chat(key, "circle", "And now?").statusCode()).isEqualTo(200);
    }

    private static Optional<JsonNode> budget(String kind) {
        return chancery.get("/api/budgets")
                .path("budgets")
                .valueStream()
                .filter(b -> b.path("kind").asString().equals(kind))
                .findFirst();
    }

    private static String key(String agent) {
        return ChanceryProcess.JSON
                .readTree(chancery.api("POST", "/api/agents/" + agent + "/keys", "")
                        .body())
                .path("key")
                .asString();
    }

    private static HttpResponse<String> chat(String key, String session, String text) {
        return post(
                key, session, "/v1/chat/completions", "{\"model\":\"auto\",\"max_tokens\":10," + messages(text) + "}");
    }

    private static HttpResponse<String> message(String key, String text) {
        return post(key, "s", "/v1/messages", "{\"model\":\"auto\",\"max_tokens\":10," + messages(text) + "}");
    }

    private static String messages(String text) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
    }

    private static HttpResponse<String> post(String key, String session, String path, String body) {
        return ChanceryProcess.send(HttpRequest.newBuilder(URI.create(chancery.url() + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Chancery-Session", session)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
