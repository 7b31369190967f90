package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.Packaged;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fails: nothing is left of the home, and from the backups the record comes back and goes on. */
class DiskFailureIT {

    private static final String BODY =
            "{\"model\":\"simulated\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private record Run(int exit, String said) {}

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    @TempDir
    private Path directory;

    private Path backup;
    private Path keys;

    @Test
    void bringsTheWholeRecordBackAndGoesOn() throws Exception {
        backup = directory.resolve("backup");
        keys = directory.resolve("keys");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            // given a Chancery at work, backed up while it works and once more when nobody asks it anything
            Path home = directory.resolve("home");
            new SimulatedPolicy(upstream)
                    .model("simulated")
                    .agent("default", "1000")
                    .write(home);
            ChanceryProcess chancery = ChanceryProcess.start(home);
            String agentKey = chancery.firstRun("agentKey");
            Path verifierKey =
                    write("key", chancery.api("GET", "/api/log/key", "").body());
            List<Thread> clients = load(chancery, 4);
            Eventually.holds(Duration.ofSeconds(60), () -> acknowledged.size() > 40);
            Run first = backUp(home);
            enough = true;
            for (Thread client : clients) {
                client.join();
            }
            Path checkpoint = write("checkpoint", signedAfter(chancery, chancery.chat(BODY)));
            Run second = backUp(home);
            assertThat(first.exit).as(first.said).isZero();
            assertThat(second.exit).as(second.said).isZero();
            Path firstRun = Files.copy(home.resolve("first-run.json"), directory.resolve("first-run.json"));

            // when the disk fails
            destroy(chancery, home);
            Path newHome = directory.resolve("new-home");
            Run restored = run(
                    "restore",
                    "--home",
                    newHome,
                    "--from",
                    backup,
                    "--keys",
                    keys,
                    "--key",
                    verifierKey,
                    "--checkpoint",
                    checkpoint);

            // then
            assertThat(restored.exit).as(restored.said).isZero();
            assertThat(restored.said).contains("Start Chancery on it as usual");
            Files.copy(firstRun, newHome.resolve("first-run.json"));
            try (ChanceryProcess again = ChanceryProcess.start(newHome)) {
                assertThat(acknowledged)
                        .allSatisfy(task -> assertThat(again.get("/api/tasks/" + task)
                                        .path("state")
                                        .asString())
                                .isEqualTo("RELEASED"));
                assertThat(again.firstRun("agentKey")).isEqualTo(agentKey);
                HttpResponse<String> next = again.chat(BODY);
                assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
                AuditPack pack = AuditPack.of(again, ChanceryProcess.position(next), directory.resolve("pack.zip"));
                AuditPack.Run verified = pack.verify("--key", verifierKey.toString());
                assertThat(verified.exit()).as(verified.said()).isZero();
                assertThat(pack.replay().exit()).isZero();
                Path newer = write("newer", signedAfter(again, next));
                Run older = run("check", "--from", backup, "--checkpoint", newer);
                assertThat(older.exit).isEqualTo(2);
                assertThat(older.said).contains("The backup is older than the checkpoint " + newer);
                assertThat(backUp(newHome).exit).isZero();
                Run newest = run("check", "--from", backup, "--checkpoint", newer, "--checkpoint", checkpoint);
                assertThat(newest.exit).as(newest.said).isZero();
            }
            goesOnFromAnEarlierPointUnderAnotherName();
        }
    }

    private void goesOnFromAnEarlierPointUnderAnotherName() throws Exception {
        // given
        Path home = directory.resolve("earlier");
        Run restored = run("restore", "--home", home, "--from", backup, "--keys", keys, "--until", "60");
        assertThat(restored.exit).as(restored.said).isZero();
        assertThat(restored.said).contains("events older than the newest head that is known");
        Files.copy(directory.resolve("first-run.json"), home.resolve("first-run.json"));
        String accept = restored.said
                .lines()
                .filter(line -> line.contains("accept-loss --known-size"))
                .findFirst()
                .orElseThrow();
        String knownSize = accept.replaceAll(".*--known-size (\\d+).*", "$1");

        // when
        Run refused = run("accept-loss", "--home", home, "--known-size", "61", "--by", "ada", "--reason", "a test");
        Run accepted =
                run("accept-loss", "--home", home, "--known-size", knownSize, "--by", "ada", "--reason", "a test");

        // then
        assertThat(refused.exit).as(refused.said).isEqualTo(2);
        assertThat(accepted.exit).as(accepted.said).isZero();
        try (ChanceryProcess again = ChanceryProcess.start(home)) {
            HttpResponse<String> next = again.chat(BODY);
            assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
            AuditPack pack = AuditPack.of(again, ChanceryProcess.position(next), directory.resolve("fork.zip"));
            assertThat(pack.verify().exit()).isZero();
            AuditPack.Run byTheOldKey =
                    pack.verify("--key", directory.resolve("key").toString());
            assertThat(byTheOldKey.exit()).as(byTheOldKey.said()).isZero();
            assertThat(byTheOldKey.said()).contains("A loss was accepted: this log goes on from");
            AuditPack.Line first = pack.events().get(60);
            assertThat(first.name()).isEqualTo("log.restored");
            assertThat(first.payload().path("knownSize").asString()).isEqualTo(knownSize);
        }
    }

    private List<Thread> load(ChanceryProcess chancery, int clients) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (!enough) {
                    HttpResponse<String> answer = chancery.chat(BODY);
                    if (answer.statusCode() == 200) {
                        acknowledged.add(
                                answer.headers().firstValue("Chancery-Task").orElseThrow());
                    }
                }
            }));
        }
        return threads;
    }

    private static String signedAfter(ChanceryProcess chancery, HttpResponse<String> answer) {
        long position = ChanceryProcess.position(answer);
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> Long.parseLong(chancery.api("GET", "/api/log/checkpoint", "")
                                .body()
                                .split("\n", 3)[1])
                        > position);
        return chancery.api("GET", "/api/log/checkpoint", "").body();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Run backUp(Path home) throws Exception {
        return run("backup", "--home", home, "--to", backup, "--keys", keys);
    }

    /** Both processes die, and the home is gone. */
    private static void destroy(ChanceryProcess chancery, Path home) throws Exception {
        long postmaster = Long.parseLong(Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
        chancery.kill();
        ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
        server.onExit().get(30, TimeUnit.SECONDS);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Run run(Object... arguments) throws Exception {
        List<String> line = new ArrayList<>(Packaged.fast());
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        Path said = Files.createTempFile(directory, "said", ".txt");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("The command did not end:\n" + Files.readString(said));
        }
        return new Run(process.exitValue(), Files.readString(said));
    }
}
