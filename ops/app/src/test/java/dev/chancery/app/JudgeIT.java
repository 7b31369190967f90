package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Outputs that another model judges. Whoever answers repeats the last message; the judge speaks Anthropic's messages, and scores by
 * what is in the output: {@code RUBBISH} gets a 2, {@code CHATTER} something that is no verdict, {@code BROKEN} status 500.
 */
class JudgeIT {

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud, vendor: simulated,
                 inputPrice: "1", outputPrice: "1", contextTokens: 100000, maxOutputTokens: 100}
              - {id: cloud/judge, provider: anthropic, model: judge, baseUrl: '%2$s', apiKey: 'file:%3$s', tier: architect,
                 location: cloud, vendor: other, inputPrice: "1", outputPrice: "1", contextTokens: 100000, maxOutputTokens: 1000}
            workflows:
              - {id: judged, purpose: Is judged, gate: autonomous, deployments: [cloud/echo], rubric: good}
              - {id: reviewed, purpose: Is judged and reviewed, gate: human-in-the-loop, deployments: [cloud/echo], rubric: good}
            agents:
              - {id: clerk, owner: Owner, purpose: Tests, workflows: [judged, reviewed], budgets: {day: "100"}}
            rubrics:
              - id: good
                version: 7
                checks: [{dimension: figures, sourceNumbers: true}]
                dimensions: [{dimension: sense, description: It makes sense., threshold: 4}]
                judge: {deployment: cloud/judge, otherVendor: true}
            redaction: {restricted: [US_SSN]}
            """;

    @TempDir
    private static Path directory;

    private static final List<JsonNode> ASKED = new CopyOnWriteArrayList<>();
    private static SimulatedUpstream upstream;
    private static HttpServer judge;
    private static ChanceryProcess chancery;

    @BeforeAll
    static void start() throws Exception {
        upstream = new SimulatedUpstream(0);
        judge = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        judge.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        judge.createContext("/v1/messages", JudgeIT::judge);
        judge.start();
        Path key = Files.writeString(directory.resolve("judge-key"), "secret");
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(
                policy.resolve("chancery.yaml"),
                POLICY.formatted(
                        upstream.baseUrl(),
                        "http://127.0.0.1:" + judge.getAddress().getPort() + "/v1",
                        key));
        chancery = ChanceryProcess.start(directory.resolve("home"));
    }

    @AfterAll
    static void stop() {
        chancery.close();
        judge.stop(0);
        upstream.close();
    }

    private static void judge(HttpExchange exchange) throws IOException {
        JsonNode request =
                ChanceryProcess.JSON.readTree(exchange.getRequestBody().readAllBytes());
        ASKED.add(request);
        String output = material(request).path("output").asString();
        String verdict = output.contains("CHATTER")
                ? "Looks fine to me!"
                : "{\"scores\":[{\"dimension\":\"sense\",\"score\":" + (output.startsWith("RUBBISH") ? 2 : 5)
                        + ",\"reason\":\"So says eve@example.org.\"}]}";
        boolean broken = output.contains("BROKEN");
        byte[] body = (broken
                        ? "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"broken\"}}"
                        : "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"judge-2026\",\"content\":[{\"type\":\"text\","
                                + "\"text\":" + ChanceryProcess.JSON.writeValueAsString(verdict)
                                + "}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                                + "\"usage\":{\"input_tokens\":100,\"output_tokens\":20}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(broken ? 500 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static JsonNode material(JsonNode request) {
        JsonNode content = request.path("messages").path(0).path("content");
        return ChanceryProcess.JSON.readTree(
                content.isString()
                        ? content.asString()
                        : content.path(0).path("text").asString());
    }

    @Test
    void deliversWhatPassesAndShowsTheJudgeNothingPersonal() {
        // when
        JsonNode answer = ask("judged", "Dear bob@example.org");

        // then
        assertThat(text(answer)).isEqualTo("Dear bob@example.org");
        JsonNode seen = ASKED.stream()
                .filter(request -> material(request).path("output").asString().startsWith("Dear [EMAIL"))
                .findFirst()
                .orElseThrow();
        assertThat(seen.toString()).doesNotContain("bob@", "cloud/echo", "clerk");
        String events = events(answer);
        assertThat(events)
                .contains("task.judge-routing-decided", "task.judge-answered", "task.judge-verdict-recorded")
                .contains("So says [EMAIL_ADDRESS_")
                .doesNotContain("eve@");
        assertReplays(answer);
    }

    @Test
    void hasARejectedOutputRevisedWithTheReasons() {
        // when
        JsonNode answer = ask("judged", "RUBBISH, in 2 of 5 words");

        // then the author, who repeats what he is told, was told the verdict
        assertThat(text(answer))
                .startsWith("Your answer was held against a rubric")
                .contains("sense: 2 of 5");
        assertThat(events(answer)).contains("task.revision-decided", "\"decision\":\"REVISE\"");
        assertThat(cost(answer))
                .as("two answers of 17 tokens, two verdicts of 120")
                .isEqualTo(2 * 17 + 2 * 120);
        assertReplays(answer);
    }

    @Test
    void holdsWhatCannotBeJudged() {
        for (String words : List.of("CHATTER", "BROKEN")) {
            // when
            JsonNode answer = ask("judged", words);

            // then
            assertThat(answer.path("chancery").path("state").asString())
                    .as(answer.toString())
                    .isEqualTo("held");
            assertThat(events(answer)).contains("the judge gave no verdict");
            assertReplays(answer);
        }
    }

    @Test
    void asksNoJudgeAboutWhatACheckFails() {
        // when the revision repeats numbers that the request lacks
        JsonNode answer = ask("judged", "RUBBISH, all of it");

        // then
        assertThat(answer.path("chancery").path("state").asString()).isEqualTo("held");
        assertThat(events(answer)).contains("has numbers that the request lacks: 2; 5", "before the judge was asked");
        assertThat(ASKED.stream()
                        .map(request -> material(request).path("request").asString())
                        .filter(request -> request.contains("RUBBISH, all of it")))
                .hasSize(1);
        assertThat(cost(answer)).as("two answers, one verdict").isEqualTo(2 * 17 + 120);
        assertReplays(answer);
    }

    @Test
    void keepsHowFarTheJudgeAgreesWithPeople() {
        // given
        for (int i = 0; i < 3; i++) {
            String task = ask("reviewed", "Sensible words").path("task").asString();
            HttpResponse<String> decided = chancery.api(
                    "POST",
                    "/api/reviews/" + task + "/decision",
                    "{\"action\":\"" + (i == 0 ? "reject" : "approve") + "\",\"reason\":\"As I see it\"}");
            assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        }

        // then
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/judge/agreement")
                        .path("rubrics")
                        .valueStream()
                        .anyMatch(rubric -> rubric.path("workflow").asString().equals("reviewed")
                                && rubric.path("version").asInt() == 7
                                && rubric.path("n").asInt() == 3
                                && rubric.path("agreed").asInt() == 2
                                && rubric.path("judge").asString().equals("cloud/judge")));
    }

    private static JsonNode ask(String workflow, String text) {
        HttpResponse<String> answer = chancery.chat(
                "{\"model\":\"auto\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                        + "\"}]}",
                "Chancery-Workflow",
                workflow);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        ObjectNode body = (ObjectNode) ChanceryProcess.JSON.readTree(answer.body());
        body.put("task", answer.headers().firstValue("Chancery-Task").orElseThrow());
        return body;
    }

    private static String text(JsonNode answer) {
        return answer.path("choices").path(0).path("message").path("content").asString();
    }

    private static String events(JsonNode answer) {
        return chancery.get("/api/tasks/" + answer.path("task").asString() + "/events")
                .toString();
    }

    private static long cost(JsonNode answer) {
        return chancery.get("/api/tasks/" + answer.path("task").asString())
                .path("cost")
                .path("amount")
                .asLong();
    }

    private static void assertReplays(JsonNode answer) {
        String task = answer.path("task").asString();
        String replay =
                chancery.api("POST", "/api/tasks/" + task + "/replay", "").body();
        assertThat(ChanceryProcess.JSON.readTree(replay).path("identical").asBoolean())
                .as(replay)
                .isTrue();
        assertThat(replay).contains("task.judge-verdict-recorded", "task.judge-routing-decided");
    }
}
