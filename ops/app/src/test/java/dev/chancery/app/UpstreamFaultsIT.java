package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Providers that misbehave: every attempt is recorded, every task is closed and settled, and nothing they say leaks. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpstreamFaultsIT {

    /** In every prompt here; a provider's error quotes it. */
    private static final String SECRET = "xylophone-quarrel";

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;

    @BeforeAll
    static void start() {
        upstream = new SimulatedUpstream(0);
        new SimulatedPolicy(upstream)
                .model("good")
                .model("fault-429")
                .model("fault-500")
                .model("fault-400")
                .model("fault-garbage")
                .model("fault-empty")
                .model("fault-close")
                .model("fault-nothing", 300)
                .model("fault-stall", 600)
                .model("fault-half-stream")
                .model("fault-half-stream-clean")
                .model("fault-503")
                .model("endless")
                .alias("falls-back", "fault-500", "fault-garbage", "good")
                .alias("silent-first", "fault-nothing", "good")
                .alias("breaks", "fault-503", "good")
                .agent("default", "1000")
                .write(directory.resolve("home"));
        chancery = ChanceryProcess.start(directory.resolve("home"));
    }

    @AfterAll
    static void stop() {
        chancery.close();
        upstream.close();
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"" + SECRET + "\"}]}";
    }

    private static List<JsonNode> events(HttpResponse<String> response) {
        return events(response.headers().firstValue("Chancery-Task").orElseThrow());
    }

    private static List<JsonNode> events(String task) {
        return chancery.get("/api/tasks/" + task + "/events")
                .path("events")
                .valueStream()
                .toList();
    }

    private static Stream<JsonNode> named(List<JsonNode> events, String name) {
        return events.stream()
                .filter(event -> event.path("name").asString().equals(name))
                .map(event -> event.path("payload"));
    }

    /** Without what came of the delivery, which follows a moment after the answer. */
    private static List<String> names(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("name").asString())
                .filter(name -> !name.equals("task.output-delivered") && !name.equals("task.delivery-failed"))
                .toList();
    }

    @Order(1)
    @ParameterizedTest
    @CsvSource({
        "fault-429, RATE_LIMITED",
        "fault-500, PROVIDER_ERROR",
        "fault-400, REJECTED",
        "fault-garbage, GARBAGE",
        "fault-close, UNREACHABLE",
        "fault-nothing, TIMED_OUT",
        "fault-half-stream, CUT_OFF"
    })
    void answers504WhenTheOnlyModelFails(String model, String failure) {
        // given
        long before = upstream.requests();
        // when
        HttpResponse<String> response = chancery.chat(body(model, false));
        // then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(504);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(ChanceryProcess.JSON
                        .readTree(response.body())
                        .at("/error/code")
                        .asString())
                .isEqualTo("all_models_failed");
        assertThat(upstream.requests()).as("receipt: the provider was asked").isGreaterThan(before);
        List<JsonNode> events = events(response);
        assertThat(names(events)).endsWith("task.spend-settled", "task.failed");
        assertThat(named(events, "task.attempt-failed"))
                .hasSize((int) (upstream.requests() - before))
                .allSatisfy(
                        event -> assertThat(event.path("failure").asString()).isEqualTo(failure));
    }

    @Order(2)
    @Test
    void givesAnEmptyAnswerAsItCame() {
        HttpResponse<String> response = chancery.chat(body("fault-empty", false));
        assertThat(response.statusCode()).as(response.body()).isIn(200, 504);
        assertThat(names(events(response))).last().isIn("task.output-released", "task.failed");
    }

    @Order(3)
    @ParameterizedTest
    @CsvSource({"falls-back, false", "falls-back, true", "silent-first, false", "silent-first, true"})
    void fallsBackToTheNextPermittedModel(String alias, boolean stream) {
        // when
        HttpResponse<String> response = chancery.chat(body(alias, stream));
        // then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(text(response, stream)).isEqualTo(SimulatedUpstream.ANSWER);
        List<JsonNode> events = events(response);
        assertThat(named(events, "task.attempt-failed").count()).isPositive();
        assertThat(named(events, "task.inference-completed"))
                .singleElement()
                .satisfies(
                        done -> assertThat(done.path("deployment").asString()).isEqualTo("good"));
        assertThat(names(events)).endsWith("task.spend-settled", "task.output-released");
    }

    private static String text(HttpResponse<String> response, boolean stream) {
        if (!stream) {
            return ChanceryProcess.JSON
                    .readTree(response.body())
                    .at("/choices/0/message/content")
                    .asString();
        }
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        StringBuilder text = new StringBuilder();
        response.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> ChanceryProcess.JSON.readTree(line.substring(6)))
                .forEach(chunk ->
                        text.append(chunk.at("/choices/0/delta/content").asString("")));
        return text.toString();
    }

    @Order(4)
    @ParameterizedTest
    @CsvSource({"fault-half-stream, CUT_OFF", "fault-half-stream-clean, CUT_OFF", "fault-stall, TIMED_OUT"})
    void endsAHalfStreamWithAnErrorAndWithoutDone(String model, String failure) {
        // when
        HttpResponse<String> response = chancery.chat(body(model, true));
        // then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"content\":\"This").doesNotContain("[DONE]");
        String last = response.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .toList()
                .getLast();
        assertThat(ChanceryProcess.JSON
                        .readTree(last.substring(6))
                        .at("/error/code")
                        .asString())
                .isEqualTo("all_models_failed");
        List<JsonNode> events = events(response);
        assertThat(names(events)).contains("task.stream-permitted").endsWith("task.spend-settled", "task.failed");
        assertThat(named(events, "task.attempt-failed")).last().satisfies(event -> {
            assertThat(event.path("failure").asString()).isEqualTo(failure);
            assertThat(event.at("/charged/amount").asLong())
                    .as("what the provider may bill")
                    .isPositive();
        });
    }

    @Order(5)
    @Test
    void recordsAndSettlesWhenTheClientLeavesInTheMiddleOfAStream() throws IOException {
        // given
        long leftBefore = upstream.disconnects();
        String task;
        try (Socket socket = endless()) {
            task = task(readUntil(socket.getInputStream(), "\"content\":\"word"));
        }
        // when the client is gone, then
        Eventually.holds(
                Duration.ofSeconds(30), () -> names(events(task)).getLast().equals("task.failed"));
        List<JsonNode> events = events(task);
        assertThat(names(events)).endsWith("task.spend-settled", "task.failed");
        assertThat(named(events, "task.attempt-failed"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("failure").asString()).isEqualTo("CLIENT_GONE"));
        Eventually.holds(Duration.ofSeconds(30), () -> upstream.disconnects() > leftBefore);
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> named(events(task), "task.delivery-failed")
                        .anyMatch(event -> event.path("bytes").asLong() > 0));
    }

    /** A connection on which a stream without end was asked for. */
    private static Socket endless() throws IOException {
        byte[] body = body("endless", true).getBytes(StandardCharsets.UTF_8);
        URI url = URI.create(chancery.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + chancery.firstRun("agentKey") + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        return socket;
    }

    private static String task(String head) {
        return head.lines()
                .filter(line -> line.startsWith("Chancery-Task: "))
                .findFirst()
                .orElseThrow()
                .substring(15);
    }

    @Order(6)
    @ParameterizedTest
    @CsvSource({"agent, default", "workflow, default", "everything, "})
    void aKillSwitchBreaksOffWhatIsUnderWay(String scope, @Nullable String id) throws IOException {
        try (Socket socket = endless()) {
            // given
            String task = task(readUntil(socket.getInputStream(), "\"content\":\"word"));
            // when
            chancery.api(
                    "POST",
                    "/api/kill",
                    id == null
                            ? "{\"scope\":\"everything\",\"reason\":\"unclear\"}"
                            : "{\"scope\":\"" + scope + "\",\"id\":\"" + id + "\",\"reason\":\"unclear\"}");
            // then: long before the model's time is up
            readUntil(socket.getInputStream(), "kill_switch");
            Eventually.holds(
                    Duration.ofSeconds(15), () -> names(events(task)).getLast().equals("task.failed"));
            assertThat(named(events(task), "task.attempt-failed"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.path("failure").asString()).isEqualTo("STOPPED"));
            assertThat(named(events(task), "task.failed"))
                    .singleElement()
                    .satisfies(
                            event -> assertThat(event.path("reason").asString()).contains("kill switch", "unclear"));
            HttpResponse<String> refused = chancery.chat(body("good", false));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("\"kill_switch\"");
        } finally {
            chancery.api("DELETE", "/api/kill?scope=" + scope + (id == null ? "" : "&id=" + id) + "&reason=mended", "");
        }
        assertThat(chancery.chat(body("good", false)).statusCode()).isEqualTo(200);
    }

    private static String readUntil(InputStream in, String wanted) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (read.indexOf(wanted) < 0) {
            int n = in.read(buffer);
            assertThat(n).as("bytes after: %s", read).isPositive();
            read.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
        return read.toString();
    }

    @Order(7)
    @Test
    void leavesAModelAloneOnceItsBreakerIsOpen() {
        // when
        Eventually.holds(Duration.ofSeconds(30), () -> {
            List<JsonNode> events = events(chancery.chat(body("breaks", false)));
            return named(events, "task.routing-decided")
                    .flatMap(routing -> routing.path("rejections").valueStream())
                    .anyMatch(
                            rejection -> rejection.path("deployment").asString().equals("fault-503")
                                    && rejection.path("reason").asString().equals("UNAVAILABLE"));
        });
        // then
        List<JsonNode> events = events(chancery.chat(body("breaks", false)));
        assertThat(names(events)).doesNotContain("task.attempt-failed").endsWith("task.output-released");
    }

    @Order(8)
    @Test
    void letsNoWordOfAProviderOrAPromptOutOfItsPlace() throws IOException {
        // given
        HttpResponse<String> refused = chancery.chat(body("fault-400", false));
        // then
        assertThat(upstream.lastBody())
                .as("receipt: the provider was told and quoted it")
                .contains(SECRET);
        assertThat(refused.body()).doesNotContain(SECRET);
        assertThat(AuditPack.of(chancery, ChanceryProcess.position(refused), directory.resolve("pack.zip"))
                        .events())
                .allSatisfy(line -> assertThat(line.payload().toString()).doesNotContain(SECRET));
        assertThat(chancery.output()).doesNotContain(SECRET);
        assertThat(Files.readString(chancery.home().resolve("postgres.log"))).doesNotContain(SECRET);
    }
}
