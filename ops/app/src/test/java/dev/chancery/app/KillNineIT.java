package dev.chancery.app;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.AuditPack.Line;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** kill -9 of the JVM under load, again and again on one home: nothing acknowledged is lost, nothing is spent twice. */
class KillNineIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillNineIT.class);
    private static final int ROUNDS = Integer.getInteger("chancery.kill.rounds", 10);
    private static final int CLIENTS = 32;
    private static final Duration LOAD = Duration.ofMillis(1_500);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final String BODY =
            "{\"model\":\"simulated\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    /** Is used up in the first round or the second, so that most of the load presses against it. */
    private static final String TIGHT_CAP = "0.06";

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final List<Duration> starts = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void losesNothingAcknowledgedAndOverrunsNoBudget() throws Exception {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            // given
            new SimulatedPolicy(upstream)
                    .model("simulated")
                    .agent("tight", TIGHT_CAP)
                    .agent("ample", "1000")
                    .write(home);
            ChanceryProcess chancery = ChanceryProcess.start(home);
            String tight = chancery.firstRun("agentKey");
            String ample = ChanceryProcess.JSON
                    .readTree(chancery.api("POST", "/api/agents/ample/keys", "").body())
                    .path("key")
                    .asString();
            // when
            for (int round = 1; round <= ROUNDS; round++) {
                killUnderLoad(chancery, tight, ample);
                chancery = ChanceryProcess.start(home);
                starts.add(chancery.startUp());
                ChanceryProcess restarted = chancery;
                Eventually.holds(
                        Duration.ofSeconds(5),
                        () -> restarted
                                .get("/api/tasks?state=OPENED")
                                .path("tasks")
                                .isEmpty());
            }
            // then
            try (ChanceryProcess survivor = chancery) {
                check(survivor);
            }
        }
        Eventually.holds(Duration.ofSeconds(10), () -> processesOf(home).isEmpty());
    }

    private void killUnderLoad(ChanceryProcess chancery, String tight, String ample) throws InterruptedException {
        broken.set(0);
        int before = acknowledged.size();
        List<Thread> clients = new ArrayList<>();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < CLIENTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(chancery.url() + "/v1/chat/completions"))
                        .header("Authorization", "Bearer " + (i % 2 == 0 ? tight : ample))
                        .POST(HttpRequest.BodyPublishers.ofString(BODY))
                        .build();
                clients.add(Thread.ofPlatform().start(() -> callUntilBroken(http, request)));
            }
            long end = System.nanoTime() + LOAD.toNanos();
            Eventually.holds(
                    Duration.ofSeconds(30), () -> System.nanoTime() > end && acknowledged.size() > before + CLIENTS);
            int atTheKill = underWay.get();
            chancery.kill();
            for (Thread client : clients) {
                client.join();
            }
            LOG.info(
                    "Killed with {} requests under way, {} broke, {} acknowledged in this round",
                    atTheKill,
                    broken.get(),
                    acknowledged.size() - before);
            assertThat(atTheKill).as("requests under way at the kill").isPositive();
            assertThat(broken.get()).as("requests that the kill broke").isPositive();
        }
    }

    private void callUntilBroken(HttpClient http, HttpRequest request) {
        try {
            while (true) {
                underWay.incrementAndGet();
                try {
                    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                    if (response.statusCode() == 200) {
                        acknowledged.add(
                                response.headers().firstValue("Chancery-Task").orElseThrow());
                    } else if (response.body().contains("budget_exceeded")) {
                        refused.incrementAndGet();
                    } else {
                        unexpected.add(response.statusCode() + " " + response.body());
                    }
                } finally {
                    underWay.decrementAndGet();
                }
            }
        } catch (IOException e) {
            broken.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(ChanceryProcess chancery) {
        assertThat(unexpected).isEmpty();
        assertThat(starts).allSatisfy(start -> assertThat(start).isLessThan(START_LIMIT));
        assertThat(refused.get()).as("requests that the tight cap refused").isPositive();
        HttpResponse<String> last = chancery.chat(BODY);
        AuditPack pack = AuditPack.of(chancery, ChanceryProcess.position(last), directory.resolve("pack.zip"));
        assertThat(pack.verify().exit()).isZero();
        assertThat(pack.replay().exit()).isZero();

        List<Line> lines = pack.events();
        assertThat(lines.stream().mapToLong(Line::position))
                .containsExactly(LongStream.range(0, lines.size()).boxed().toArray(Long[]::new));
        Map<String, List<Line>> tasks = lines.stream()
                .filter(line -> line.stream().startsWith("task/"))
                .collect(groupingBy(Line::stream, TreeMap::new, toList()));
        assertThat(acknowledged)
                .allSatisfy(task -> assertThat(tasks.get("task/" + task))
                        .as("events of %s, which was acknowledged", task)
                        .extracting(Line::name)
                        .startsWith("task.opened")
                        .contains("task.routing-decided", "task.spend-reserved", "task.inference-completed")
                        .containsSubsequence("task.spend-settled", "task.output-released")
                        .last()
                        .isIn("task.output-delivered", "task.delivery-abandoned"));
        assertThat(tasks.values())
                .extracting(events -> events.getLast().name())
                .containsOnly(
                        // The last task's delivery may not be in the pack yet.
                        "task.output-released",
                        "task.output-delivered",
                        "task.delivery-abandoned",
                        "task.refused",
                        "task.abandoned");
        assertThat(tasks.values().stream()
                        .filter(events -> events.getLast().name().equals("task.output-released")))
                .hasSizeLessThanOrEqualTo(1);
        long abandoned = lines.stream()
                .filter(line -> line.name().equals("task.abandoned"))
                .count();
        long undelivered = lines.stream()
                .filter(line -> line.name().equals("task.delivery-abandoned"))
                .count();
        assertThat(chancery.get("/api/abandoned?limit=1").path("total").asLong())
                .isEqualTo(abandoned + undelivered);
        Map<String, Long> spent = spent(tasks);
        LOG.info(
                "{} acknowledged, {} refused by the cap, {} abandoned, {} deliveries unknown, {} events; spent {}; starts {}",
                acknowledged.size(),
                refused,
                abandoned,
                undelivered,
                lines.size(),
                spent,
                starts);
        assertThat(abandoned).as("tasks that the kills left open").isPositive();
        assertThat(spent.entrySet().stream().filter(e -> e.getKey().startsWith("tight/")))
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e.getValue()).isPositive().isLessThanOrEqualTo(60_000));
    }

    /** What was settled, by the day's budget that it was reserved from. */
    private static Map<String, Long> spent(Map<String, List<Line>> tasks) {
        Map<String, Long> spent = new TreeMap<>();
        for (List<Line> task : tasks.values()) {
            String budget = null;
            for (Line line : task) {
                if (line.name().equals("task.spend-reserved")) {
                    JsonNode balance = line.payload().path("balances").get(0);
                    budget = balance.path("scope").path("id").asString();
                } else if (line.name().equals("task.spend-settled")) {
                    spent.merge(
                            String.valueOf(budget),
                            line.payload().path("settled").path("amount").asLong(),
                            Long::sum);
                }
            }
        }
        return spent;
    }

    private static List<String> processesOf(Path home) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(home.toString()))
                .toList();
    }
}
