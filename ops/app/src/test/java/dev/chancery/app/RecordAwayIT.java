package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.AuditPack.Line;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database goes away under load: nothing leaves while nothing can be recorded, and afterwards nothing is missing. */
class RecordAwayIT {

    private static final Logger LOG = LoggerFactory.getLogger(RecordAwayIT.class);
    private static final int CLIENTS = 16;
    private static final String BODY =
            "{\"model\":\"simulated\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final Queue<HttpResponse<String>> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean enough;

    @TempDir
    private Path directory;

    private Path home;
    private SimulatedUpstream upstream;
    private ChanceryProcess chancery;

    @BeforeEach
    void start() {
        home = directory.resolve("home");
        upstream = new SimulatedUpstream(0);
        new SimulatedPolicy(upstream)
                .model("simulated")
                .agent("default", "1000")
                .write(home);
        chancery = ChanceryProcess.start(home);
    }

    @AfterEach
    void stop() throws InterruptedException {
        enough = true;
        for (Thread client : clients) {
            client.join();
        }
        chancery.close();
        upstream.close();
    }

    private void load() {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().start(() -> {
                while (!enough) {
                    HttpResponse<String> response = chancery.chat(BODY);
                    (response.statusCode() == 200 ? answered : away).incrementAndGet();
                    if (response.statusCode() != 200) {
                        answers.add(response);
                    }
                }
            }));
        }
        Eventually.holds(Duration.ofSeconds(60), () -> answered.get() > 2 * CLIENTS);
    }

    private void endLoad() throws InterruptedException {
        enough = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The postmaster and its backends, without which one process would go on serving its connection. */
    private static List<Long> family(long postmaster) {
        return Stream.concat(
                        Stream.of(postmaster),
                        ProcessHandle.of(postmaster).orElseThrow().descendants().map(ProcessHandle::pid))
                .toList();
    }

    private void everyAwayAnswerIsInOpenAisShape() {
        assertThat(answers).isNotEmpty().allSatisfy(response -> {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(ChanceryProcess.JSON
                            .readTree(response.body())
                            .at("/error/code")
                            .asString())
                    .isEqualTo("audit_unavailable");
        });
    }

    /** While the record is away the provider hears nothing. Requests that were permitted before it went are let through first. */
    private void nothingLeavesWhileAway() {
        Eventually.holds(Duration.ofSeconds(30), () -> away.get() > CLIENTS);
        long heard = upstream.requests();
        int refusedBefore = away.get();
        Eventually.holds(Duration.ofSeconds(60), () -> away.get() > refusedBefore + 3 * CLIENTS);
        assertThat(upstream.requests())
                .as("requests that left while the record was away")
                .isEqualTo(heard);
    }

    /** After all is said, the provider was asked as often as the record permits, and no task is left open. */
    private void theRecordTellsTheWholeTruth() {
        HttpResponse<String> last = chancery.chat(BODY);
        assertThat(last.statusCode()).as(last.body()).isEqualTo(200);
        // Reading comes back some seconds after writing: the pool of readers tries the database less and less often.
        Eventually.holds(Duration.ofSeconds(30), () -> {
            HttpResponse<String> open = chancery.api("GET", "/api/tasks?state=OPENED", "");
            return open.statusCode() == 200
                    && ChanceryProcess.JSON.readTree(open.body()).path("tasks").isEmpty();
        });
        AuditPack pack = AuditPack.of(chancery, ChanceryProcess.position(last), directory.resolve("pack.zip"));
        assertThat(pack.verify().exit()).isZero();
        List<Line> lines = pack.events();
        assertThat(lines).extracting(Line::position).doesNotHaveDuplicates();
        List<List<String>> tasks = lines.stream()
                .filter(line -> line.stream().startsWith("task/"))
                .collect(Collectors.groupingBy(
                        Line::stream, Collectors.mapping(Line::name, Collectors.toUnmodifiableList())))
                .values()
                .stream()
                .toList();
        long asked = tasks.stream()
                .filter(names -> names.contains("task.inference-completed"))
                .count();
        long abandoned =
                tasks.stream().filter(names -> names.contains("task.abandoned")).count();
        LOG.info(
                "{} answered, {} refused while the record was away, {} asked of the provider, {} abandoned of {} tasks",
                answered,
                away,
                upstream.requests(),
                abandoned,
                tasks.size());
        assertThat(asked).as("tasks whose act is on the record").isEqualTo(upstream.requests());
        assertThat(asked + abandoned).isEqualTo(tasks.size());
        assertThat(asked).isGreaterThanOrEqualTo(answered.get() + 1);
    }

    @Test
    void refusesWhileTheDatabaseIsFrozenAndCatchesUpAfterwards() throws Exception {
        // given
        load();
        List<Long> frozen = family(postmaster());
        // when
        for (long pid : frozen) {
            signal("-STOP", pid);
        }
        try {
            nothingLeavesWhileAway();
        } finally {
            for (long pid : frozen) {
                signal("-CONT", pid);
            }
        }
        // then
        int before = answered.get();
        Eventually.holds(Duration.ofSeconds(30), () -> answered.get() > before + CLIENTS);
        endLoad();
        everyAwayAnswerIsInOpenAisShape();
        theRecordTellsTheWholeTruth();
    }

    @Test
    void refusesWhileTheDatabaseIsStoppedUntilItIsStartedAgain() throws Exception {
        // given
        load();
        String commandLine = Files.readString(home.resolve("postgres/postmaster.opts"));
        // when an operator stops the database in good order
        signal("-INT", postmaster());
        nothingLeavesWhileAway();
        new ProcessBuilder("sh", "-c", "exec " + (isRoot() ? "unshare --user -- " : "") + commandLine)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("postgres-by-hand.log").toFile())
                .start();
        // then
        int before = answered.get();
        Eventually.holds(Duration.ofSeconds(30), () -> answered.get() > before + CLIENTS);
        endLoad();
        everyAwayAnswerIsInOpenAisShape();
        theRecordTellsTheWholeTruth();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
