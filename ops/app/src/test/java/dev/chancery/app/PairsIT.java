package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chancery.app.process.AuditPack;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Judges that are asked in both orders about an output and what a person put in its place. Whoever answers repeats the last message. The
 * judge scores everything with a 5; of two texts it prefers the one with the word {@code better}. Where the request has the word
 * {@code FIRST} it prefers what is shown first, where it has {@code CHATTER} it says something that is no choice, and where it has
 * {@code SILENCE} it never answers.
 */
class PairsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud, vendor: simulated,
                 inputPrice: "1", outputPrice: "1", contextTokens: 100000, maxOutputTokens: 100}
              - {id: cloud/judge, provider: anthropic, model: judge, baseUrl: '%2$s', apiKey: 'file:%3$s', tier: architect,
                 location: cloud, vendor: other, inputPrice: "1", outputPrice: "1", contextTokens: 100000, maxOutputTokens: 1000}
            workflows:
              - {id: steady, purpose: Is compared, gate: human-in-the-loop, deployments: [cloud/echo], rubric: good, pairShare: 1}
              - {id: swayed, purpose: Is compared, gate: human-in-the-loop, deployments: [cloud/echo], rubric: good, pairShare: 1}
              - {id: tight, purpose: Has no money, gate: human-in-the-loop, deployments: [cloud/echo], rubric: good, pairShare: 1,
                 budgets: {day: "0.005"}}
              - {id: unasked, purpose: Is not compared, gate: human-in-the-loop, deployments: [cloud/echo], rubric: good}
            agents:
              - {id: clerk, owner: Owner, purpose: Tests, workflows: [steady, swayed, tight, unasked], budgets: {day: "100"}}
            rubrics:
              - id: good
                version: 7
                checks: []
                dimensions: [{dimension: sense, description: It makes sense., threshold: 4}]
                judge: {deployment: cloud/judge, otherVendor: true}
            redaction: {restricted: [US_SSN]}
            """;

    @TempDir
    private static Path directory;

    private static final List<JsonNode> COMPARED = new CopyOnWriteArrayList<>();
    private static final CountDownLatch OVER = new CountDownLatch(1);
    private static SimulatedUpstream upstream;
    private static HttpServer judge;
    private static ChanceryProcess chancery;

    @BeforeAll
    static void start() throws Exception {
        upstream = new SimulatedUpstream(0);
        judge = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        judge.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        judge.createContext("/v1/messages", PairsIT::judge);
        judge.start();
        chancery = ChanceryProcess.start(home("home"));
    }

    private static Path home(String name) throws IOException {
        Path key = Files.writeString(directory.resolve("judge-key"), "secret");
        Path policy = Files.createDirectories(directory.resolve(name + "/policy"));
        Files.writeString(
                policy.resolve("chancery.yaml"),
                POLICY.formatted(
                        upstream.baseUrl(),
                        "http://127.0.0.1:" + judge.getAddress().getPort() + "/v1",
                        key));
        return directory.resolve(name);
    }

    @AfterAll
    static void stop() {
        OVER.countDown();
        chancery.close();
        judge.stop(0);
        upstream.close();
    }

    private static void judge(HttpExchange exchange) throws IOException {
        JsonNode content = ChanceryProcess.JSON
                .readTree(exchange.getRequestBody().readAllBytes())
                .path("messages")
                .path(0)
                .path("content");
        JsonNode material = ChanceryProcess.JSON.readTree(
                content.isString()
                        ? content.asString()
                        : content.path(0).path("text").asString());
        String said = "{\"scores\":[{\"dimension\":\"sense\",\"score\":5,\"reason\":\"Fine.\"}]}";
        if (material.has("A")) {
            COMPARED.add(material);
            said = choice(material);
        }
        byte[] body =
                ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"judge-2026\",\"content\":[{\"type\":\"text\","
                                + "\"text\":" + ChanceryProcess.JSON.writeValueAsString(said)
                                + "}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                                + "\"usage\":{\"input_tokens\":100,\"output_tokens\":20}}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String choice(JsonNode material) {
        String request = material.path("request").asString();
        if (request.contains("SILENCE")) {
            try {
                OVER.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (request.contains("CHATTER")) {
            return "The first one is better.";
        }
        boolean first =
                request.contains("FIRST") || material.path("A").asString().contains("better");
        return "{\"choice\":\"" + (first ? "A" : "B") + "\"}";
    }

    @Test
    void keepsWhetherAJudgeSticksToATextAndAgreesWithPeople() throws Exception {
        // given a judge that looks at the texts, one at their order, one that says nothing of use, and no money
        String steady = edited(chancery, "steady", "Mail bob@example.org", "A better text for eve@example.org");
        String swayed = edited(chancery, "swayed", "FIRST come, first served", "A better text");
        String chatter = edited(chancery, "steady", "CHATTER", "A better text");
        String tight = edited(chancery, "tight", "Hello", "better ".repeat(600));
        String unasked = edited(chancery, "unasked", "Hello", "A better text");

        // when
        awaitLast(chancery, steady, "task.pair-judged");
        awaitLast(chancery, swayed, "task.pair-judged");
        awaitLast(chancery, chatter, "task.pair-judged");
        awaitLast(chancery, tight, "task.refused");

        // then
        assertThat(names(chancery, steady))
                .containsSequence("task.pair-posed", "task.routing-decided", "task.spend-reserved")
                .endsWith("task.judge-answered", "task.judge-answered", "task.spend-settled", "task.pair-judged");
        assertThat(task(chancery, steady).path("cost").path("amount").asLong()).isEqualTo(2 * 120);
        assertThat(task(chancery, steady).path("state").asString()).isEqualTo("COMPARED");
        assertThat(events(chancery, steady)).contains("\"preference\":\"CORRECTION\"", "judge-2026");
        assertThat(events(chancery, swayed)).contains("\"preference\":\"FLIPPED\"");
        assertThat(events(chancery, chatter)).contains("\"preference\":\"UNDECIDED\"", "\"MALFORMED\"", "GARBAGE");
        assertThat(names(chancery, tight)).doesNotContain("task.spend-reserved", "task.judge-answered");
        assertThat(chancery.api("GET", "/api/tasks/" + unasked, "").statusCode())
                .isEqualTo(404);
        assertThat(COMPARED.stream()
                        .filter(material -> !material.path("request").asString().contains("SILENCE")))
                .hasSize(5)
                .allSatisfy(material ->
                        assertThat(material.toString()).doesNotContain("bob@", "eve@", "cloud/echo", "clerk"));
        for (String comparison : List.of(steady, swayed, chatter, tight)) {
            assertReplays(chancery, comparison);
        }

        // and
        Eventually.holds(
                SOON,
                () -> pair("steady").path("malformed").asInt() == 1
                        && pair("swayed").path("n").asInt() == 1
                        && chancery.get("/api/judge/agreement")
                                .path("open")
                                .valueStream()
                                .anyMatch(
                                        open -> open.path("workflow").asString().equals("tight")
                                                && open.path("refused").asInt() == 1));
        assertThat(pair("steady").at("/swapConsistency/rate").asDouble()).isEqualTo(1);
        assertThat(pair("steady").at("/firstChosen/rate").asDouble()).isEqualTo(0.5);
        assertThat(pair("steady").at("/agreed/count").asInt()).isEqualTo(1);
        assertThat(pair("swayed").at("/swapConsistency/rate").asDouble()).isEqualTo(0);
        assertThat(pair("swayed").at("/firstChosen/rate").asDouble()).isEqualTo(1);
        assertThat(pair("swayed").at("/agreed/n").asInt()).isZero();

        // and an auditor finds all of it
        AuditPack pack = AuditPack.of(chancery, directory.resolve("pack.zip"));
        AuditPack.Run verified = pack.verify();
        assertThat(verified.exit()).as(verified.said()).isZero();
        AuditPack.Run replayed = pack.replay();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
        assertThat(replayed.said()).contains("preference");
        assertThat(chancery.get("/api/dead-letters").path("total").asInt()).isZero();
    }

    @Test
    void closesAComparisonThatACrashCutOff() throws Exception {
        // given
        Path home = home("killed");
        ChanceryProcess killed = ChanceryProcess.start(home);
        String comparison = edited(killed, "steady", "SILENCE", "A better text");
        awaitLast(killed, comparison, "task.spend-reserved");

        // when
        killed.kill();

        // then
        try (ChanceryProcess restarted = ChanceryProcess.start(home)) {
            assertThat(names(restarted, comparison)).endsWith("task.spend-settled", "task.abandoned");
            assertReplays(restarted, comparison);
            Eventually.holds(
                    SOON,
                    () -> restarted
                                    .get("/api/judge/agreement")
                                    .at("/open/0/abandoned")
                                    .asInt()
                            == 1);
        }
    }

    /** The task in which the judge compares what was answered with what a person put in its place. */
    private static String edited(ChanceryProcess chancery, String workflow, String asked, String instead) {
        HttpResponse<String> answer = chancery.chat(
                "{\"model\":\"auto\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"" + asked
                        + "\"}]}",
                "Chancery-Workflow",
                workflow);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String task = answer.headers().firstValue("Chancery-Task").orElseThrow();
        HttpResponse<String> decided = chancery.api(
                "POST",
                "/api/reviews/" + task + "/decision",
                "{\"action\":\"edit\",\"reason\":\"As I see it\",\"output\":\"" + instead + "\"}");
        assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        return task + "-pair";
    }

    private static void awaitLast(ChanceryProcess chancery, String task, String name) {
        Eventually.holds(
                SOON,
                () -> chancery.api("GET", "/api/tasks/" + task, "").statusCode() == 200
                        && names(chancery, task).getLast().equals(name));
    }

    private static JsonNode pair(String workflow) {
        return chancery.get("/api/judge/agreement")
                .path("pairs")
                .valueStream()
                .filter(pair -> pair.path("workflow").asString().equals(workflow))
                .findFirst()
                .orElse(ChanceryProcess.JSON.createObjectNode());
    }

    private static JsonNode task(ChanceryProcess chancery, String task) {
        return chancery.get("/api/tasks/" + task);
    }

    private static String events(ChanceryProcess chancery, String task) {
        return chancery.get("/api/tasks/" + task + "/events").toString();
    }

    private static List<String> names(ChanceryProcess chancery, String task) {
        return chancery.get("/api/tasks/" + task + "/events")
                .path("events")
                .valueStream()
                .map(event -> event.path("name").asString())
                .toList();
    }

    private static void assertReplays(ChanceryProcess chancery, String task) {
        String replay =
                chancery.api("POST", "/api/tasks/" + task + "/replay", "").body();
        assertThat(ChanceryProcess.JSON.readTree(replay).path("identical").asBoolean())
                .as(replay)
                .isTrue();
    }
}
