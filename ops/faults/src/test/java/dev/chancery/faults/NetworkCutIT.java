package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.Eventually;
import dev.chancery.faults.Judge.Verdict;
import dev.chancery.faults.Machine.Pid;
import dev.chancery.faults.Receipt.Finding;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network between Chancery and a PostgreSQL of the operator's swallows everything, or resets every connection. */
class NetworkCutIT {

    /** Longer than a question to the record may take, so that connections which hang are given up. */
    private static final Duration CUT = Duration.ofSeconds(Integer.getInteger("chancery.faults.cut", 12));

    private static final int RESETS = 3 * Integer.getInteger("chancery.faults.rounds", 1);

    /** From the healing of the network until answers come again. */
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void refusesWhileTheNetworkIsCutAndAppendsNothingTwice() throws Exception {
        try (DistantPostgres postgres = new DistantPostgres(directory.resolve("distant"));
                Subject subject = Subject.in(directory, directory.resolve("home"), postgres.arguments())) {
            Pid jvm = subject.jvm();
            try (Load load = subject.load()) {
                reset(postgres, load);
                cut(postgres, subject, load);
                assertThat(load.unexpected()).isEmpty();
            }
            // then
            Verdict verdict = subject.judge();
            assertThat(verdict.findings()).isEmpty();
            assertThat(subject.upstream.requests()).isLessThanOrEqualTo(verdict.asked());
            assertThat(jvm.isGone()).as("Chancery had to be started again").isFalse();
        }
    }

    private static void reset(DistantPostgres postgres, Load load) {
        Receipt receipt = Receipt.of("network between application and database resets connections")
                .evidence(
                        "connections that the server saw reset",
                        () -> new Finding(postgres.resets() > 0, Long.toString(postgres.resets())))
                .before();
        for (int i = 0; i < RESETS; i++) {
            postgres.reset();
            load.answersGoOn();
        }
        receipt.print();
    }

    private static void cut(DistantPostgres postgres, Subject subject, Load load) {
        Receipt receipt = Receipt.of("network between application and database cut")
                .evidence(
                        "packets swallowed",
                        () -> new Finding(postgres.swallowed() > 0, Long.toString(postgres.swallowed())))
                .evidence("a new connection", () -> new Finding(!postgres.answers(), "is neither let in nor refused"))
                .before();
        long end = System.nanoTime() + CUT.toNanos();
        postgres.cut();
        load.refusalsGoOn();
        long heard = subject.upstream.requests();
        load.refusalsGoOn();
        Eventually.holds(CUT.multipliedBy(2), () -> System.nanoTime() > end);
        receipt.print();
        assertThat(subject.upstream.requests())
                .as("requests that left while the network was cut")
                .isEqualTo(heard);
        postgres.heal();
        long healed = System.nanoTime();
        load.answersGoOn();
        Duration recovery = Duration.ofNanos(System.nanoTime() - healed);
        System.out.println("  answers again after " + recovery);
        assertThat(recovery).isLessThan(RECOVERY);
    }
}
