package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What people decide about outputs becomes a draft of the policy, which a person puts in force, and the record replays; and examples to
 * learn from.
 */
class FeedbackIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int REVIEWED = 6;

    private static final String JUDGED = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud,
                 inputPrice: "1", outputPrice: "1", contextTokens: 100000, maxOutputTokens: 100}
              - {id: cloud/judge, provider: anthropic, model: judge, baseUrl: 'http://127.0.0.1:%2$d/v1', apiKey: 'file:%3$s',
                 tier: architect, location: cloud, inputPrice: "1", outputPrice: "1", contextTokens: 100000, maxOutputTokens: 1000}
            workflows:
              - {id: reviewed, purpose: Is judged and reviewed, gate: human-in-the-loop, deployments: [cloud/echo], rubric: good}
            agents:
              - {id: clerk, owner: Owner, purpose: Tests, workflows: [reviewed], budgets: {day: "100"}}
            rubrics:
              - id: good
                version: 7 # raised with every change
                dimensions: [{dimension: sense, description: It makes sense., threshold: 5}] # strict
                judge: {deployment: cloud/judge, revisions: 0}
            feedback: {minimumReviewed: %4$d}
            """;

    @TempDir
    private Path directory;

    @Test
    void prefersTheModelThatPeoplePreferOnceAPersonHasApprovedIt() throws IOException {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            String policy = new SimulatedPolicy(upstream)
                            .model("echo")
                            .model("simulated")
                            .alias("either", "echo", "simulated") // in this order
                            .alias("only", "simulated")
                            .agent("default", "1000")
                            .yaml()
                            .replace("gate: autonomous", "gate: human-in-the-loop")
                    + "feedback:\n  minimumReviewed: " + REVIEWED + " # few, for the test\n";
            SimulatedPolicy.write(home, policy);
            AuditPack pack;
            try (ChanceryProcess chancery = ChanceryProcess.start(home, "--chancery.look-at-reviews=500ms")) {
                String before = chancery.get("/api/policies").path("active").asString();

                // when people reject all that the first model answers, and approve all that the second does
                review(chancery, "either", "reject", "echo");
                SimulatedPolicy.write(home, policy.replace("[echo, simulated]", "[simulated, echo]"));
                Eventually.holds(WITHIN, () -> !active(chancery).equals(before));
                review(chancery, "either", "approve", "simulated");
                SimulatedPolicy.write(home, policy);
                Eventually.holds(WITHIN, () -> active(chancery).equals(before));

                // then another order is proposed, and nothing has changed
                Eventually.holds(
                        WITHIN,
                        () -> chancery.get("/api/policy/drafts").path("drafts").size() == 1);
                JsonNode draft = chancery.get("/api/policy/drafts").at("/drafts/0");
                assertThat(draft.path("by").asString()).isEqualTo("chancery");
                assertThat(draft.path("evidence").toString())
                        .contains("\"deployment\":\"echo\",\"reviewed\":6,\"approvedUnchanged\":0")
                        .contains("\"deployment\":\"simulated\",\"reviewed\":6,\"approvedUnchanged\":6");
                assertThat(active(chancery)).isEqualTo(before);

                // when
                HttpResponse<String> approved = chancery.api(
                        "POST",
                        "/api/policy/drafts/" + draft.path("draft").asString() + "/approve",
                        "{\"reason\":\"so do I\"}");

                // then
                assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
                JsonNode after = ChanceryProcess.JSON.readTree(approved.body()).at("/drafts/0");
                assertThat(after.path("state").asString()).isEqualTo("ACTIVATED");
                assertThat(after.path("version").asString()).isNotEqualTo(before);
                Eventually.holds(
                        WITHIN,
                        () -> active(chancery).equals(after.path("version").asString()));
                assertThat(Files.readString(home.resolve("policy/chancery.yaml")))
                        .isEqualTo(policy.replace("[echo, simulated]", "[simulated, echo]"));

                // when a person proposes what is no policy
                HttpResponse<String> wrong = chancery.api(
                        "POST",
                        "/api/policy/drafts",
                        "{\"changes\":[{\"pointer\":\"/feedback/minimumReviewed\",\"value\":0}],\"reason\":\"less\"}");

                // then
                assertThat(wrong.statusCode()).isEqualTo(400);
                assertThat(wrong.body()).contains("chancery.yaml");
                pack = AuditPack.of(chancery, directory.resolve("pack.zip"));
            }
            assertThat(pack.verify().exit()).as(pack.verify().said()).isZero();
            AuditPack.Run replayed = pack.replay();
            assertThat(replayed.exit()).as(replayed.said()).isZero();
            assertThat(replayed.said()).contains("draft").contains(" 0 different");
        }
    }

    private static void review(ChanceryProcess chancery, String model, String action, String expected) {
        for (int i = 0; i < REVIEWED; i++) {
            HttpResponse<String> held = chancery.chat("{\"model\":\"" + model
                    + "\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"" + action + i + "\"}]}");
            String task = held.headers().firstValue("Chancery-Task").orElseThrow();
            Eventually.holds(
                    WITHIN,
                    () -> chancery.get("/api/tasks/" + task)
                            .path("state")
                            .asString()
                            .equals("HELD"));
            assertThat(chancery.get("/api/tasks/" + task).path("deployment").asString())
                    .isEqualTo(expected);
            HttpResponse<String> decided = chancery.api(
                    "POST",
                    "/api/reviews/" + task + "/decision",
                    "{\"action\":\"" + action + "\",\"reason\":\"a test\"}");
            assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        }
    }

    @Test
    void drawsTheLineWherePeopleDrawItAndGivesOutWhatTheySaid() throws IOException {
        Path home = directory.resolve("judged");
        HttpServer judge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        judge.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        judge.createContext("/v1/messages", FeedbackIT::judge);
        judge.start();
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            String policy = JUDGED.formatted(
                    upstream.baseUrl(),
                    judge.getAddress().getPort(),
                    Files.writeString(directory.resolve("judge-key"), "secret"),
                    REVIEWED);
            SimulatedPolicy.write(home, policy);
            Files.writeString(home.resolve("policy/gates.yaml"), "gates: {minimumReviewed: 50}\n");
            AuditPack pack;
            try (ChanceryProcess chancery = ChanceryProcess.start(home, "--chancery.look-at-reviews=500ms")) {
                // when people approve what the judge gives a 4, which the rubric stops, and change or reject what it
                // gives a 2
                List<String> tasks = new ArrayList<>();
                for (int i = 0; i < REVIEWED; i++) {
                    tasks.add(judged(chancery, 4, "{\"action\":\"approve\",\"reason\":\"fine\"}"));
                    tasks.add(judged(chancery, 2, "{\"action\":\"reject\",\"reason\":\"no\"}"));
                    tasks.add(judged(chancery, 4, "{\"action\":\"approve\",\"reason\":\"fine\"}"));
                }
                tasks.add(judged(chancery, 2, "{\"action\":\"edit\",\"output\":\"Dear sir\",\"reason\":\"tone\"}"));

                // then another threshold is proposed, and with it another version of the rubric
                Eventually.holds(
                        WITHIN,
                        () -> chancery.get("/api/policy/drafts").path("drafts").size() == 1);
                JsonNode draft = chancery.get("/api/policy/drafts").at("/drafts/0");
                assertThat(draft.path("changes").toString())
                        .isEqualTo(
                                "[{\"pointer\":\"/rubrics/0/dimensions/0/threshold\",\"before\":\"5\",\"after\":\"4\"},"
                                        + "{\"pointer\":\"/rubrics/0/version\",\"before\":\"7\",\"after\":\"8\"}]");
                assertThat(draft.path("scores").size()).isEqualTo(2);
                assertThat(draft.path("reason").asString()).contains("'sense'", "'good'", "verdicts agree with people");

                // and every line of what people said is on the record as shown
                List<JsonNode> examples = examples(chancery, 3 * REVIEWED + 1);
                assertThat(examples)
                        .extracting(line -> line.path("task").asString())
                        .containsExactlyElementsOf(tasks);
                JsonNode edited = examples.getLast();
                assertThat(edited.path("label").asString()).isEqualTo("EDITED");
                assertThat(edited.at("/corrected/content").asString()).isEqualTo("Dear sir");
                assertThat(edited.at("/request/content").asString())
                        .contains("grade 2", "[EMAIL_ADDRESS_")
                        .doesNotContain("eve@");
                assertThat(edited.at("/verdict/scores/0/score").asInt()).isEqualTo(2);
                assertThat(edited.path("modelVersion").asString()).isEqualTo("simulated-1");
                assertThat(chancery.api("GET", "/api/tasks/" + tasks.getLast() + "/events", "")
                                .body())
                        .contains("\"purpose\":\"labelled examples\"");

                // and what is erased is left out and said to be
                HttpResponse<String> erasure = chancery.api(
                        "POST", "/api/erasures", "{\"task\":\"" + tasks.getLast() + "\",\"reason\":\"Art. 17\"}");
                assertThat(erasure.statusCode()).as(erasure.body()).isLessThan(300);
                Eventually.holds(
                        WITHIN,
                        () -> examples(chancery, 3 * REVIEWED + 1)
                                .getLast()
                                .at("/request/erased")
                                .asBoolean());
                assertThat(examples(chancery, 3 * REVIEWED + 1)
                                .getLast()
                                .at("/corrected/content")
                                .isNull())
                        .isTrue();

                // when a person draws the line there
                HttpResponse<String> approved = chancery.api(
                        "POST",
                        "/api/policy/drafts/" + draft.path("draft").asString() + "/approve",
                        "{\"reason\":\"so do I\"}");

                // then
                assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
                String version = ChanceryProcess.JSON
                        .readTree(approved.body())
                        .at("/drafts/0/version")
                        .asString();
                Eventually.holds(WITHIN, () -> active(chancery).equals(version));
                assertThat(Files.readString(home.resolve("policy/chancery.yaml")))
                        .isEqualTo(
                                policy.replace("threshold: 5", "threshold: 4").replace("version: 7", "version: 8"));

                // when a person wants values of two files
                HttpResponse<String> two = chancery.api(
                        "POST",
                        "/api/policy/drafts",
                        "{\"changes\":[{\"pointer\":\"/feedback/minimumReviewed\",\"value\":9},"
                                + "{\"pointer\":\"/gates/minimumReviewed\",\"value\":60}],\"reason\":\"more\"}");

                // then
                assertThat(two.statusCode()).isEqualTo(400);
                assertThat(two.body()).contains("chancery.yaml and gates.yaml", "propose a draft for each");
                pack = AuditPack.of(chancery, directory.resolve("judged.zip"));
            }
            assertThat(pack.verify().exit()).as(pack.verify().said()).isZero();
            AuditPack.Run replayed = pack.replay();
            assertThat(replayed.exit()).as(replayed.said()).isZero();
            assertThat(replayed.said()).contains("draft").contains(" 0 different");
        } finally {
            judge.stop(0);
        }
    }

    /** Asks for an answer that the judge gives a grade, and decides about it; the task. */
    private static String judged(ChanceryProcess chancery, int grade, String decision) {
        HttpResponse<String> held = chancery.chat(
                "{\"model\":\"auto\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"grade " + grade
                        + " for eve@example.org\"}]}");
        assertThat(held.statusCode()).as(held.body()).isEqualTo(200);
        String task = held.headers().firstValue("Chancery-Task").orElseThrow();
        HttpResponse<String> decided = chancery.api("POST", "/api/reviews/" + task + "/decision", decision);
        assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        return task;
    }

    private static List<JsonNode> examples(ChanceryProcess chancery, int expected) {
        List<JsonNode> examples = new ArrayList<>();
        Eventually.holds(WITHIN, () -> {
            HttpResponse<String> answer = chancery.api("GET", "/api/examples?workflow=reviewed", "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("eve@");
            examples.clear();
            answer.body().lines().map(ChanceryProcess.JSON::readTree).forEach(examples::add);
            return examples.size() == expected;
        });
        return examples;
    }

    /** Gives the grade that the output asks for. */
    private static void judge(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher grade = Pattern.compile("grade (\\d)").matcher(asked);
        String verdict = "{\"scores\":[{\"dimension\":\"sense\",\"score\":" + (grade.find() ? grade.group(1) : "1")
                + ",\"reason\":\"So it is.\"}]}";
        byte[] body = ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"judge-2026\","
                        + "\"content\":[{\"type\":\"text\",\"text\":" + ChanceryProcess.JSON.writeValueAsString(verdict)
                        + "}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                        + "\"usage\":{\"input_tokens\":100,\"output_tokens\":20}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String active(ChanceryProcess chancery) {
        return chancery.get("/api/policies").path("active").asString();
    }
}
