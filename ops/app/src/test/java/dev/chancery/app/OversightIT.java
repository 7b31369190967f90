package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** How people oversee, and how a workflow loses the autonomy that it had: all of it over HTTP, in one process. */
class OversightIT {

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud,
                 contextTokens: 100000, maxOutputTokens: 100}
            workflows:
              - {id: shadowed, purpose: Is only watched, gate: shadow, deployments: [cloud/echo]}
              - {id: reviewed, purpose: Waits for a person, gate: human-in-the-loop, deployments: [cloud/echo]}
              - {id: free, purpose: Is looked at afterwards, gate: autonomous, deployments: [cloud/echo]}
            agents:
              - {id: clerk, owner: Owner, purpose: Tests, workflows: [shadowed, reviewed, free]}
            gates:
              minimumReviewed: 3
              minimumLowerBound: 0.4
              minimumWeeks: 1
              maximumErrorShare: 0.05
              sampleShare: 1
              monitoring: {falseAlarmEvery: 100, changed: {accepted: 0.1, alarming: 0.5}}
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
    void comparesWhatAPersonDidWithTheWithheldOutputAndCountsTheAgreement() {
        // given
        String same = task(ask("shadowed", "The card of bob@example.org is blocked"));
        String other = task(ask("shadowed", "The card is blocked"));

        // when
        HttpResponse<String> told = chancery.api(
                "POST",
                "/api/tasks/" + same + "/human-outcome",
                "{\"outcome\":\"the card of eve@example.org is BLOCKED.\"}");
        JsonNode imported = ChanceryProcess.JSON.readTree(chancery.api(
                        "POST",
                        "/api/human-outcomes",
                        "{\"task\":\"" + other + "\",\"outcome\":\"Please call us\"}\n{\"task\":\"" + same
                                + "\",\"outcome\":\"again\"}\n")
                .body());

        // then
        assertThat(ChanceryProcess.JSON.readTree(told.body()).path("equal").asBoolean())
                .as(told.body())
                .isTrue();
        assertThat(imported.path("recorded").asInt()).isEqualTo(1);
        assertThat(imported.path("agreed").asInt()).isZero();
        assertThat(imported.path("left").path(0).path("line").asInt()).isEqualTo(2);
        assertThat(event(same, "task.human-outcome-recorded")
                        .path("comparison")
                        .path("agrees")
                        .asBoolean())
                .isTrue();
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> workflow("shadowed").path("conduct").path("compared").asInt() == 2
                        && workflow("shadowed").path("conduct").path("agreed").asInt() == 1);
        assertThat(chancery.api("POST", "/api/tasks/" + same + "/replay", "").body())
                .contains("\"identical\":true", "human-outcome-recorded");

        // and so comes all that was decided until now, of which each task is explained
        String replay = ChanceryProcess.JSON
                .readTree(chancery.api("POST", "/api/replays", "{}").body())
                .path("id")
                .asString();
        Eventually.holds(
                Duration.ofSeconds(60),
                () -> chancery.get("/api/replays/" + replay)
                        .path("state")
                        .asString()
                        .equals("DONE"));
        JsonNode result = chancery.get("/api/replays/" + replay).path("result");
        assertThat(result.path("tasks").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(result.path("different").asInt()).as(result.toString()).isZero();
        assertThat(result.path("failed").asInt()).as(result.toString()).isZero();
        JsonNode explained = chancery.get("/api/tasks/" + same + "/explanation");
        assertThat(explained.path("text").asString())
                .contains("handed to nobody", "the output agrees")
                .doesNotContain("eve@example.org");
        assertThat(event(same, "task.explained").path("sha256").asString())
                .isEqualTo(explained.path("sha256").asString());
        assertThat(chancery.api("POST", "/api/what-ifs", "{\"policy\":{}}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void keepsHowLongAPersonHadLookedAndAtWhat() {
        // given
        String seen = task(ask("reviewed", "To be looked at"));
        Eventually.holds(Duration.ofSeconds(30), () -> reviews().contains(seen));

        // when
        decide(seen, "approve");
        JsonNode timed = event(seen, "task.review-timed");

        // then the record says what was shown, and when: the page of the queue is what was shown
        JsonNode answer = event(seen, "task.inference-completed").path("answer");
        assertThat(timed.path("shown").path("commitment").asString())
                .isEqualTo(answer.path("commitment").asString())
                .hasSize(64);
        assertThat(timed.path("dwellMillis").asLong()).isBetween(0L, 60_000L);
        assertThat(eventAt(seen, timed.path("shown").path("sequence").asInt())).isEqualTo("content.disclosed");

        // when
        HttpResponse<String> refused = move("reviewed", "AUTONOMOUS");

        // then everything that stands against it is told, and recorded
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(ChanceryProcess.JSON
                        .readTree(refused.body())
                        .path("reasons")
                        .valueStream()
                        .map(JsonNode::asString))
                .hasSize(3)
                .anyMatch(reason -> reason.contains("a promotion needs 1 weeks"))
                .anyMatch(reason -> reason.contains("outputs were reviewed at this gate; a promotion needs 3"))
                .anyMatch(reason -> reason.contains("with 95 % confidence"));
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/oversight")
                                .path("reviewers")
                                .path(0)
                                .path("approved")
                                .asInt()
                        >= 1);
    }

    @Test
    void lowersAnOpenGateWithinAMinuteOfTheLastBadFinding() {
        // given
        List<String> tasks =
                List.of(task(ask("free", "First")), task(ask("free", "Second")), task(ask("free", "Third")));
        assertThat(chancery.get("/api/tasks/" + tasks.getFirst()).path("state").asString())
                .isEqualTo("RELEASED");
        Eventually.holds(Duration.ofSeconds(30), () -> reviews().containsAll(tasks));

        // when
        tasks.forEach(task -> assertThat(decide(task, "reject").statusCode()).isEqualTo(200));

        // then
        Eventually.holds(
                Duration.ofSeconds(60),
                () -> workflow("free").path("gate").asString().equals("HUMAN_IN_THE_LOOP"));
        assertThat(workflow("free").path("movedBy").asString()).isEqualTo("chancery");
        assertThat(workflow("free").path("why").asString())
                .contains("Of the last 3, 3 delivered outputs were not found right");
        assertThat(ask("free", "Fourth").body()).contains("\"state\":\"held\"");
        assertThat(decide(tasks.getFirst(), "approve").statusCode()).isEqualTo(409);
        assertThat(reviews()).doesNotContainAnyElementsOf(tasks);
        assertThat(chancery.api("POST", "/api/tasks/" + tasks.getFirst() + "/replay", "")
                        .body())
                .contains("\"identical\":true", "task.output-sampled");
    }

    @Test
    void measuresAReviewerByACaseThatTheTaskDoesNotShow() {
        // given
        String task = task(ask("reviewed", "A fee of ten euros"));
        HttpResponse<String> seeded = chancery.api(
                "POST",
                "/api/calibration",
                "{\"task\":\"" + task + "\",\"right\":\"reject\",\"reason\":\"There is no fee\"}");
        assertThat(seeded.statusCode()).as(seeded.body()).isEqualTo(201);

        // then
        assertThat(chancery.get("/api/tasks/" + task + "/events").toString()).doesNotContain("calibration", "no fee");
        assertThat(decide(task, "reject").statusCode()).isEqualTo(200);
        // the token that seeded it is the one that decides, so it does not count
        assertThat(chancery.get("/api/oversight").toString()).doesNotContain("\"hits\"");
    }

    private static HttpResponse<String> ask(String workflow, String text) {
        HttpResponse<String> answer = chancery.chat(
                "{\"model\":\"auto\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                        + "\"}]}",
                "Chancery-Workflow",
                workflow);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String task(HttpResponse<String> answer) {
        return answer.headers().firstValue("Chancery-Task").orElseThrow();
    }

    private static JsonNode workflow(String id) {
        return chancery.get("/api/workflows")
                .path("workflows")
                .valueStream()
                .filter(workflow -> workflow.path("workflow").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reviews() {
        return chancery.get("/api/reviews")
                .path("reviews")
                .valueStream()
                .map(review -> review.path("task").path("task").asString())
                .toList();
    }

    private static JsonNode event(String task, String name) {
        return chancery.get("/api/tasks/" + task + "/events")
                .path("events")
                .valueStream()
                .filter(event -> event.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .path("payload");
    }

    private static String eventAt(String task, int sequence) {
        return chancery.get("/api/tasks/" + task + "/events")
                .path("events")
                .path(sequence)
                .path("name")
                .asString();
    }

    private static HttpResponse<String> decide(String task, String action) {
        return chancery.api(
                "POST",
                "/api/reviews/" + task + "/decision",
                "{\"action\":\"" + action + "\",\"reason\":\"As I see it\"}");
    }

    private static HttpResponse<String> move(String workflow, String gate) {
        return chancery.api(
                "POST", "/api/workflows/" + workflow + "/gate", "{\"to\":\"" + gate + "\",\"reason\":\"It is time\"}");
    }
}
