package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.chancery.app.process.AtRest;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Review without raw data at rest: people decide on placeholders, the caller keeps the values, and hears of the decision. */
class CapsuleIT {

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud,
                 contextTokens: 100000, maxOutputTokens: 100}
            workflows:
              - {id: reviewed, purpose: Waits for a person, gate: human-in-the-loop, deployments: [cloud/echo]}
            agents:
              - {id: clerk, owner: Owner, purpose: Tests, workflows: [reviewed]}
              - {id: spy, owner: Owner, purpose: Tests, workflows: [reviewed]}
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADDRESS = "erika.mustermann@example.org";
    private static final String ACCOUNT = "DE89370400440532013000";
    private static final String WORDS = "Pay " + ACCOUNT + " and tell " + ADDRESS;
    private static final String SANITISED = "Pay [IBAN_CODE_1] and tell [EMAIL_ADDRESS_1]";

    @TempDir
    private Path directory;

    @Test
    void reviewersSeePlaceholdersAndWhoHoldsTheCapsuleGetsTheValues() throws Exception {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            Path policy = Files.createDirectories(home.resolve("policy"));
            Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
            Held approved;
            Held edited;
            try (ChanceryProcess chancery = ChanceryProcess.start(home)) {
                // given
                approved = ask(chancery);
                edited = ask(chancery);
                Held rejected = ask(chancery);
                assertThat(Instant.parse(approved.expires()))
                        .isAfter(Instant.now().plus(Duration.ofDays(6)));
                Eventually.holds(PATIENCE, () -> reviews(chancery).contains(rejected.task()));

                // then
                assertThat(reviews(chancery)).contains(SANITISED).doesNotContain(ADDRESS, ACCOUNT);
                assertThat(problem(withCapsule(chancery, approved.task(), approved.capsule())))
                        .isEqualTo("409 not-released");

                // when
                decide(chancery, approved, "{\"action\":\"approve\",\"reason\":\"fine\"}");
                decide(
                        chancery,
                        edited,
                        "{\"action\":\"edit\",\"reason\":\"better\",\"output\":\"Tell [EMAIL_ADDRESS_1], not [EMAIL_ADDRESS_7]"
                                + " or max@example.com\"}");
                decide(chancery, rejected, "{\"action\":\"reject\",\"reason\":\"no\"}");

                // then
                String key = chancery.firstRun("agentKey");
                assertThat(output(call(chancery, key, "GET", approved.task(), "")))
                        .isEqualTo(SANITISED);
                assertThat(output(chancery.api("GET", "/api/tasks/" + approved.task() + "/output", "")))
                        .isEqualTo(SANITISED);
                assertThat(output(withCapsule(chancery, approved.task(), approved.capsule())))
                        .isEqualTo(WORDS);
                assertThat(output(withCapsule(chancery, edited.task(), edited.capsule())))
                        .isEqualTo("Tell " + ADDRESS + ", not [EMAIL_ADDRESS_7] or [EMAIL_ADDRESS_0]");
                assertThat(problem(withCapsule(chancery, rejected.task(), rejected.capsule())))
                        .isEqualTo("409 not-released");
                assertThat(problem(withCapsule(chancery, approved.task(), edited.capsule())))
                        .isEqualTo("403 capsule-of-another-task");
                assertThat(problem(withCapsule(chancery, approved.task(), changed(approved.capsule()))))
                        .isEqualTo("400 capsule-unreadable");
                String spy = ChanceryProcess.JSON
                        .readTree(
                                chancery.api("POST", "/api/agents/spy/keys", "").body())
                        .path("key")
                        .asString();
                assertThat(spy).isNotEmpty();
                assertThat(problem(call(chancery, spy, "POST", approved.task(), capsule(approved.capsule()))))
                        .isEqualTo("404 not-found");
                assertThat(chancery.get("/api/tasks/" + approved.task() + "/events")
                                .toString())
                        .contains("\"to\":\"agent/clerk\",\"purpose\":\"retrieval with values\"");
            }

            // then what the capsules hold is nowhere, but their secret is, for this user alone
            AtRest.Seen seen =
                    AtRest.search(List.of(ADDRESS, ACCOUNT, approved.capsule(), "max@example.com"), directory);
            assertThat(seen.found()).isEmpty();
            assertThat(seen.bytes()).as("what was looked at, the database too").isGreaterThan(10_000_000);
            Path secret = home.resolve("secrets/capsules");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");

            // when the secret is replaced, and the old one kept for a while
            Path old = Files.move(secret, directory.resolve("old-secret"));
            try (ChanceryProcess chancery = ChanceryProcess.start(
                    home, "--chancery.capsules.previous=file:" + old, "--chancery.capsules.expiry=1s")) {
                // then
                assertThat(output(withCapsule(chancery, approved.task(), approved.capsule())))
                        .isEqualTo(WORDS);
                Held brief = ask(chancery);
                Eventually.holds(PATIENCE, () -> Instant.now().isAfter(Instant.parse(brief.expires())));
                assertThat(problem(withCapsule(chancery, brief.task(), brief.capsule())))
                        .isEqualTo("410 capsule-expired");
            }
            try (ChanceryProcess chancery = ChanceryProcess.start(home)) {
                assertThat(problem(withCapsule(chancery, approved.task(), approved.capsule())))
                        .isEqualTo("410 capsule-key-unknown");
            }
        }
    }

    @Test
    void whatAProcessDidNotTellBecauseItDiedTheNextOneTells() throws Exception {
        Path home = directory.resolve("home");
        Queue<String> told = new ConcurrentLinkedQueue<>();
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            Path policy = Files.createDirectories(home.resolve("policy"));
            Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
            HttpServer receiver = receiver(0, told);
            int port = receiver.getAddress().getPort();
            String[] hook = {
                "--chancery.webhooks.endpoints[0].url=http://127.0.0.1:" + port + "/hook",
                "--chancery.webhooks.endpoints[0].secret=env:HOOK_SECRET"
            };
            Map<String, String> environment = Map.of("HOOK_SECRET", "only the two of us know");
            Held first;
            Held second;
            try (ChanceryProcess chancery = ChanceryProcess.start(home, environment, hook)) {
                first = ask(chancery);
                second = ask(chancery);
                decide(chancery, first, "{\"action\":\"approve\",\"reason\":\"fine\"}");
                Eventually.holds(PATIENCE, () -> told.stream().anyMatch(body -> body.contains(first.task())));
                Eventually.holds(
                        PATIENCE,
                        () -> chancery.get("/api/webhooks").path("delivered").asInt() == 1);

                // when
                receiver.stop(0);
                told.clear();
                decide(chancery, second, "{\"action\":\"approve\",\"reason\":\"fine\"}");
                Eventually.holds(
                        PATIENCE,
                        () -> chancery.get("/api/webhooks").path("waiting").asInt() == 1);
                chancery.kill();
            }
            HttpServer again = receiver(port, told);
            try (ChanceryProcess chancery = ChanceryProcess.start(home, environment, hook)) {
                // then
                Eventually.holds(PATIENCE, () -> !told.isEmpty());
                JsonNode message = ChanceryProcess.JSON.readTree(told.peek());
                assertThat(message.path("task").asString()).isEqualTo(second.task());
                assertThat(message.path("decision").asString()).isEqualTo("approved");
                assertThat(told)
                        .as("what was told before is not told again")
                        .noneMatch(body -> body.contains(first.task()));
                Eventually.holds(
                        PATIENCE,
                        () -> chancery.get("/api/webhooks").path("delivered").asInt() == 1);
            } finally {
                again.stop(0);
            }
        }
    }

    private static HttpServer receiver(int port, Queue<String> told) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/hook", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private record Held(String task, String capsule, String expires) {}

    private static Held ask(ChanceryProcess chancery) {
        HttpResponse<String> answer =
                chancery.chat("{\"model\":\"auto\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + WORDS + "\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(ADDRESS, ACCOUNT);
        JsonNode where = ChanceryProcess.JSON.readTree(answer.body()).path("chancery");
        return new Held(
                where.path("task").asString(),
                where.path("capsule").asString(),
                where.path("capsule_expires").asString());
    }

    private static String reviews(ChanceryProcess chancery) {
        return chancery.get("/api/reviews").toString();
    }

    private static void decide(ChanceryProcess chancery, Held held, String decision) {
        Eventually.holds(PATIENCE, () -> reviews(chancery).contains(held.task()));
        HttpResponse<String> answer = chancery.api("POST", "/api/reviews/" + held.task() + "/decision", decision);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> withCapsule(ChanceryProcess chancery, String task, String capsule) {
        return call(chancery, chancery.firstRun("agentKey"), "POST", task, capsule(capsule));
    }

    private static String capsule(String capsule) {
        return "{\"capsule\":\"" + capsule + "\"}";
    }

    private static String changed(String capsule) {
        int last = capsule.length() - 5;
        return capsule.substring(0, last) + (capsule.charAt(last) == 'A' ? 'B' : 'A') + capsule.substring(last + 1);
    }

    private static HttpResponse<String> call(
            ChanceryProcess chancery, String key, String method, String task, String body) {
        return ChanceryProcess.send(
                HttpRequest.newBuilder(URI.create(chancery.url() + "/api/tasks/" + task + "/output"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String output(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ChanceryProcess.JSON.readTree(answer.body()).path("output").asString();
    }

    private static String problem(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + ChanceryProcess.JSON
                        .readTree(answer.body())
                        .path("type")
                        .asString()
                        .replace("urn:chancery:problem:", "");
    }
}
