package dev.chancery.faults;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.faults.Machine.Pid;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a fault is done to: Chancery on a home, a simulated provider behind it, and the client's ledger beside it. */
final class Subject implements AutoCloseable {

    /** Spent within the first seconds, so that most of the load presses against it. */
    private static final String TIGHT_CAP = "0.06";

    final Path home;
    final ClientLedger ledger;
    final SimulatedUpstream upstream = new SimulatedUpstream(0);
    final Database database;
    private final Path directory;
    private ChanceryProcess chancery;

    private Subject(Path directory, Path home, Map<String, String> environment, String... arguments) {
        this.directory = directory;
        this.home = home;
        this.database = new Database(home);
        this.ledger = new ClientLedger(directory.resolve("ledger.txt"));
        new SimulatedPolicy(upstream)
                .model("echo")
                .agent("ample", "1000")
                .agent("tight", TIGHT_CAP)
                .write(home);
        chancery = ChanceryProcess.start(home, environment, arguments);
    }

    static Subject in(Path directory) {
        return in(directory, directory.resolve("home"));
    }

    /** With a home of its own, say on a volume that can be taken away. */
    static Subject in(Path directory, Path home, String... arguments) {
        return in(directory, home, Map.of(), arguments);
    }

    static Subject in(Path directory, Path home, Map<String, String> environment, String... arguments) {
        return new Subject(directory, home, environment, arguments);
    }

    ChanceryProcess chancery() {
        return chancery;
    }

    Load load() {
        return Load.on(chancery, ledger);
    }

    /** A load whose budget is soon used up. */
    Load tightLoad() {
        return Load.on(chancery, key("tight"), ledger);
    }

    String key(String agent) {
        return ChanceryProcess.JSON
                .readTree(chancery.api("POST", "/api/agents/" + agent + "/keys", "")
                        .body())
                .path("key")
                .asString();
    }

    Pid jvm() {
        return Pid.of(chancery.pid());
    }

    void startAgain(String... arguments) {
        startAgain(Map.of(), arguments);
    }

    void startAgain(Map<String, String> environment, String... arguments) {
        chancery = ChanceryProcess.start(home, environment, arguments);
    }

    /** kill -9 of the application and of every process of its database. */
    void killEverything() {
        List<Pid> database = ProcessHandle.of(chancery.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .map(child -> Pid.of(child.pid()))
                .toList();
        chancery.kill();
        database.forEach(pid -> ProcessHandle.of(pid.id()).ifPresent(ProcessHandle::destroyForcibly));
        Eventually.holds(Duration.ofSeconds(30), () -> database.stream().allMatch(Pid::isGone));
    }

    /**
     * Takes away what the home knows of the newest signed head. Chancery refuses to start on a database that is older than that;
     * in a control the ledger has to notice by itself.
     */
    void forgetItsNewestHead() {
        try {
            Files.deleteIfExists(home.resolve("head.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Judge.Verdict judge() {
        Judge.Verdict verdict = Judge.judge(ledger, chancery, directory);
        System.out.println("  verdict: " + verdict);
        return verdict;
    }

    @Override
    public void close() {
        chancery.close();
        upstream.close();
        ledger.close();
    }
}
