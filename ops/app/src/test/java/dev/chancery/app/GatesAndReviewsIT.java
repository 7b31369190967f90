package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.Sdk;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What stands between a model's output and a person: gates, rubrics, reviewers, budgets, and the wall around restricted data. */
class GatesAndReviewsIT {

    /** What the simulated provider reports, 12 tokens in and 5 out, at a thousandth of a dollar each. */
    private static final long CALL_MICROS = 17_000;

    private static final long DAY_CAP_MICROS = 1_000_000;

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/plain, provider: openai, model: simulated, baseUrl: '%1$s', tier: worker, location: cloud,
                 inputPrice: "1000", outputPrice: "1000", contextTokens: 100000, maxOutputTokens: 100}
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud,
                 contextTokens: 100000, maxOutputTokens: 100}
              - {id: embedded/extractive, provider: embedded, model: extractive, tier: filter, location: local,
                 contextTokens: 100000, maxOutputTokens: 4096}
            workflows:
              - {id: reviewed, purpose: Waits for a person, gate: human-in-the-loop, deployments: [cloud/echo]}
              - {id: shadowed, purpose: Is only watched, gate: shadow, deployments: [cloud/echo]}
              - {id: polite, purpose: Must be polite, gate: autonomous, deployments: [cloud/echo], rubric: politeness}
              - {id: promoted, purpose: Earns trust, gate: human-in-the-loop, deployments: [cloud/echo]}
              - {id: cloud-only, purpose: Uses the cloud, gate: autonomous, deployments: [cloud/plain]}
              - {id: anywhere, purpose: Uses whatever is permitted, gate: autonomous, tiers: [worker, filter]}
            agents:
              - {id: clerk, owner: Owner, purpose: Tests, workflows: [reviewed, shadowed, polite, promoted, cloud-only, anywhere]}
              - {id: by-task, owner: Owner, purpose: Tests, workflows: [cloud-only], budgets: {task: "0.15"}}
              - {id: by-session, owner: Owner, purpose: Tests, workflows: [cloud-only], budgets: {session: "0.15"}}
              - {id: by-day, owner: Owner, purpose: Tests, workflows: [cloud-only], budgets: {day: "1.00"}}
            rubrics:
              - id: politeness
                version: 1
                checks: [{dimension: courtesy, contains: [kind regards]}]
            redaction: {restricted: [US_SSN]}
            gates: {minimumReviewed: 3, minimumLowerBound: 0.4}
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

    @ParameterizedTest
    @CsvSource({"approve, APPROVED", "edit, EDITED", "reject, REJECTED"})
    void holdsAnOutputUntilAPersonDecides(String action, String state) {
        // given
        JsonNode held = ask("reviewed", "Please " + action + " this, bob@example.org");
        String task = held.path("chancery").path("task").asString();
        assertThat(held.path("choices").path(0).path("finish_reason").asString())
                .isEqualTo("content_filter");
        assertThat(held.path("choices").path(0).path("message").path("content").asString())
                .isEqualTo("This answer waits for a person to release it.");
        assertThat(held.path("chancery").path("state").asString()).isEqualTo("held");
        assertThat(held.path("chancery").path("gate").asString()).isEqualTo("HUMAN_IN_THE_LOOP");
        String retrieve = held.path("chancery").path("retrieve").asString();
        assertThat(chancery.api("GET", retrieve, "").statusCode()).isEqualTo(409);
        Eventually.holds(Duration.ofSeconds(30), () -> waiting(task).isPresent());
        JsonNode waiting = waiting(task).orElseThrow();
        assertThat(waiting.path("output").asString())
                .startsWith("Please " + action + " this, [EMAIL_ADDRESS_1")
                .doesNotContain("bob@");

        // when
        HttpResponse<String> decided = decide(task, action);

        // then
        assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        assertThat(chancery.get("/api/tasks/" + task).path("state").asString()).isEqualTo(state);
        HttpResponse<String> output = chancery.api("GET", retrieve, "");
        if (action.equals("reject")) {
            assertThat(output.statusCode()).isEqualTo(409);
        } else {
            assertThat(ChanceryProcess.JSON
                            .readTree(output.body())
                            .path("output")
                            .asString())
                    .startsWith(action.equals("edit") ? "Better words, [EMAIL_ADDRESS_" : "Please approve this, ");
        }
        assertThat(decide(task, "approve").statusCode()).isEqualTo(409);
    }

    @Test
    void streamsNothingThatAPersonHasNotSeen() {
        // when
        HttpResponse<String> answer = chancery.chat(
                body("What only the reviewer may read").replace("{\"model", "{\"stream\":true,\"model"),
                "Chancery-Workflow",
                "reviewed");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("content_filter", "\"state\":\"held\"", "[DONE]")
                .doesNotContain("What only the reviewer may read");
    }

    @Test
    void neverDeliversWhatIsMadeInTheShadow() {
        // when
        JsonNode answer = ask("shadowed", "Only between us");

        // then
        assertThat(answer.toString()).doesNotContain("Only between us");
        assertThat(answer.path("chancery").path("state").asString()).isEqualTo("shadowed");
        String task = answer.path("chancery").path("task").asString();
        assertThat(chancery.get("/api/tasks/" + task).path("state").asString()).isEqualTo("SHADOWED");
        assertThat(chancery.api("GET", "/api/tasks/" + task + "/output", "").statusCode())
                .isEqualTo(409);
        assertThat(decide(task, "approve").statusCode()).isEqualTo(409);
    }

    @Test
    void holdsWhatFailsItsRubricAndDeliversWhatPasses() {
        // when
        JsonNode curt = ask("polite", "No.");
        JsonNode courteous = ask("polite", "No. Kind regards");

        // then
        assertThat(courteous
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString())
                .isEqualTo("No. Kind regards");
        assertThat(curt.path("choices").path(0).path("finish_reason").asString())
                .isEqualTo("content_filter");
        JsonNode task =
                chancery.get("/api/tasks/" + curt.path("chancery").path("task").asString());
        assertThat(task.path("state").asString()).isEqualTo("HELD");
        assertThat(task.path("heldFor").asString()).isEqualTo("VERDICT");
    }

    @Test
    void raisesAGateOnlyOnEvidenceAndLowersItAtOnce() {
        // given
        HttpResponse<String> refused = move("AUTONOMOUS");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("gate-refused", "\"reviewed\":0");
        for (int i = 0; i < 3; i++) {
            String task =
                    ask("promoted", "Answer " + i).path("chancery").path("task").asString();
            assertThat(decide(task, "approve").statusCode()).isEqualTo(200);
        }

        // when
        HttpResponse<String> promoted = move("AUTONOMOUS");

        // then
        assertThat(promoted.statusCode()).as(promoted.body()).isEqualTo(200);
        assertThat(ask("promoted", "Now free").toString()).contains("Now free");
        for (int i = 0; i < 10; i++) {
            assertThat(move("SHADOW").statusCode()).isEqualTo(200);
            assertThat(ask("promoted", "Now hidden").toString()).doesNotContain("Now hidden");
            assertThat(move("HUMAN_IN_THE_LOOP").statusCode()).isEqualTo(200);
            assertThat(ask("promoted", "Now held")
                            .path("chancery")
                            .path("state")
                            .asString())
                    .isEqualTo("held");
        }
    }

    @Test
    void refusesATaskThatCouldCostMoreThanItsCap() {
        try (Sdk agent = agent("by-task")) {
            // given
            long before = upstream.requests();

            // when
            Sdk.Answer small = agent.plain(question("Hello"));

            // then
            assertThat(small.cost()).isEqualTo(Long.toString(CALL_MICROS));
            assertExceeded(agent, question("x".repeat(200)));
            assertThat(upstream.requests() - before).isEqualTo(1);
        }
    }

    @Test
    void refusesASessionThatHasSpentItsCapAndNoOther() {
        try (Sdk agent = agent("by-session")) {
            // given
            int answered = 0;
            ChatCompletionCreateParams first = question("Hello").toBuilder()
                    .putAdditionalHeader("Chancery-Session", "first")
                    .build();
            while (answered < 9 && answers(agent, first)) {
                answered++;
            }

            // when and then
            assertThat(answered).isBetween(1, 8);
            assertExceeded(agent, first);
            assertThat(answers(
                            agent,
                            question("Hello").toBuilder()
                                    .putAdditionalHeader("Chancery-Session", "second")
                                    .build()))
                    .isTrue();
        }
    }

    @Test
    void neverSpendsMoreThanTheCapOfADayHoweverManyAsk() throws Exception {
        try (Sdk agent = agent("by-day");
                ExecutorService clients = Executors.newFixedThreadPool(64)) {
            // given
            long before = upstream.requests();

            // when 64 clients ask, each again and again, and then one until nothing is left
            List<Future<Integer>> asked = new ArrayList<>();
            for (int client = 0; client < 64; client++) {
                asked.add(clients.submit(() -> {
                    int answered = 0;
                    for (int i = 0; i < 4; i++) {
                        answered += answers(agent, question("Hello")) ? 1 : 0;
                    }
                    return answered;
                }));
            }
            long answered = 0;
            for (Future<Integer> client : asked) {
                answered += client.get();
            }
            while (answers(agent, question("Hello"))) {
                answered++;
            }

            // then
            assertExceeded(agent, question("Hello"));
            assertThat(upstream.requests() - before).isEqualTo(answered);
            long settled = answered * CALL_MICROS;
            assertThat(settled).isBetween(DAY_CAP_MICROS / 2, DAY_CAP_MICROS);
            Eventually.holds(Duration.ofSeconds(30), () -> settled("by-day") == settled);
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> chancery.get("/api/budgets")
                            .path("budgets")
                            .valueStream()
                            .anyMatch(b -> b.path("owner").asString().equals("by-day")
                                    && b.path("exhaustions").asInt() == 1));
        }
    }

    @Test
    void letsNoRestrictedDataReachTheCloud() {
        // given
        String text = "My social security number is 536-22-8214, is that right?";
        long before = upstream.requests();

        // when
        HttpResponse<String> refused = chancery.chat(body(text), "Chancery-Workflow", "cloud-only");
        HttpResponse<String> local =
                chancery.chat(body(text).replace(":10,", ":500,"), "Chancery-Workflow", "anywhere");
        HttpResponse<String> ordinary = chancery.chat(body("Hello"), "Chancery-Workflow", "anywhere");

        // then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(ChanceryProcess.JSON
                        .readTree(refused.body())
                        .path("error")
                        .path("code")
                        .asString())
                .isEqualTo("restricted_data");
        assertThat(local.statusCode()).isEqualTo(200);
        assertThat(local.headers().firstValue("Chancery-Model").orElse("")).startsWith("embedded/extractive");
        assertThat(local.body()).contains("536-22-8214");
        assertThat(ordinary.headers().firstValue("Chancery-Model")).contains("simulated-1");
        assertThat(upstream.requests() - before).isEqualTo(1);
    }

    private static String body(String text) {
        return "{\"model\":\"auto\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static JsonNode ask(String workflow, String text) {
        HttpResponse<String> answer = chancery.chat(body(text), "Chancery-Workflow", workflow);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ChanceryProcess.JSON.readTree(answer.body());
    }

    private static Optional<JsonNode> waiting(String task) {
        return chancery.get("/api/reviews?workflow=reviewed")
                .path("reviews")
                .valueStream()
                .filter(review -> review.path("task").path("task").asString().equals(task))
                .findFirst();
    }

    private static HttpResponse<String> decide(String task, String action) {
        return chancery.api(
                "POST",
                "/api/reviews/" + task + "/decision",
                "{\"action\":\"" + action
                        + "\",\"reason\":\"As I see it\",\"output\":\"Better words, eve@example.org\"}");
    }

    private static HttpResponse<String> move(String gate) {
        return chancery.api(
                "POST", "/api/workflows/promoted/gate", "{\"to\":\"" + gate + "\",\"reason\":\"It is time\"}");
    }

    private static Sdk agent(String agent) {
        JsonNode issued = ChanceryProcess.JSON.readTree(
                chancery.api("POST", "/api/agents/" + agent + "/keys", "").body());
        return new Sdk(chancery, issued.path("key").asString());
    }

    private static ChatCompletionCreateParams question(String text) {
        return Sdk.question(text).maxCompletionTokens(10).build();
    }

    private static boolean answers(Sdk agent, ChatCompletionCreateParams question) {
        try {
            return agent.plain(question).text().equals(SimulatedUpstream.ANSWER);
        } catch (BadRequestException e) {
            assertThat(e.code()).contains("budget_exceeded");
            return false;
        }
    }

    private static void assertExceeded(Sdk agent, ChatCompletionCreateParams question) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> agent.plain(question))
                .satisfies(refused -> assertThat(refused.code()).contains("budget_exceeded"));
    }

    private static long settled(String agent) {
        return chancery.get("/api/spend?by=AGENT")
                .path("lines")
                .valueStream()
                .filter(line -> line.path("key").asString().equals(agent))
                .mapToLong(line -> line.path("cost").path("amount").asLong())
                .sum();
    }
}
