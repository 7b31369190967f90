package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.Eventually;
import dev.chancery.faults.Judge.Verdict;
import dev.chancery.faults.Machine.Pid;
import dev.chancery.faults.Receipt.Finding;
import java.io.IOException;
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
    void refusesWhileTheNetworkIsCutAndAppendsNothingTwiceUnlessCommitsAreLiedAbout() throws Exception {
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
            noticesTheLossWhenCommitsAreAcknowledgedBeforeTheyAreMade(postgres, subject);
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
        Receipt receipt = receipt(postgres, "network between application and database cut")
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

    private static Receipt receipt(DistantPostgres postgres, String fault) {
        return Receipt.of(fault)
                .evidence(
                        "packets swallowed",
                        () -> new Finding(postgres.swallowed() > 0, Long.toString(postgres.swallowed())))
                .evidence("a new connection", () -> new Finding(!postgres.answers(), "is neither let in nor refused"));
    }

    /**
     * The control: a commit is acknowledged by somebody in between before the database has made it. The same cut loses what was
     * acknowledged, and the ledger notices.
     */
    private static void noticesTheLossWhenCommitsAreAcknowledgedBeforeTheyAreMade(
            DistantPostgres postgres, Subject subject) throws IOException {
        subject.chancery().close();
        try (LyingRelay relay = postgres.relay()) {
            subject.startAgain(postgres.argumentsVia(relay));
            try (Load load = subject.load()) {
                Receipt receipt = receipt(postgres, "network between application and database cut, control")
                        .evidence(
                                "commits acknowledged and not made",
                                () -> new Finding(relay.lies() > 0, Integer.toString(relay.lies())))
                        .before();
                relay.lie();
                load.answersGoOn();
                postgres.cut();
                Eventually.holds(Duration.ofSeconds(30), () -> postgres.swallowed() > 0);
                subject.chancery().kill();
                load.breaks();
                receipt.print();
            }
        }
        postgres.heal();
        postgres.reset();
        postgres.isReleased();
        subject.forgetItsNewestHead();
        subject.startAgain(postgres.arguments());
        assertThat(subject.judge().findings()).anyMatch(finding -> finding.startsWith("lost: "));
    }
}
