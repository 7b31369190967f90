package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.faults.Judge.Verdict;
import dev.chancery.faults.Machine.Pid;
import dev.chancery.faults.Receipt.Finding;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the application, of PostgreSQL, of one of its backends, and of all at once, under load. */
class KilledIT {

    private static final int ROUNDS = Integer.getInteger("chancery.faults.rounds", 1);

    @TempDir
    private Path directory;

    @Test
    void losesNothingAcknowledgedAndOverrunsNoBudgetWhateverIsKilled() {
        try (Subject subject = Subject.in(directory)) {
            for (int round = 1; round <= ROUNDS; round++) {
                // given when
                killPostmaster(subject, round);
                killBackend(subject, round);
                killApplication(subject, round);
                killBoth(subject, round);
            }
            // then
            Verdict verdict = subject.judge();
            assertThat(verdict.findings()).isEmpty();
            assertThat(verdict.acknowledged()).isGreaterThan(8 * Load.CLIENTS * ROUNDS);
            assertThat(verdict.abandoned()).as("tasks that the kills left open").isPositive();
            assertThat(subject.upstream.requests())
                    .as("requests that left, each of which was permitted on the record")
                    .isPositive()
                    .isLessThanOrEqualTo(verdict.asked());
        }
        Eventually.holds(Duration.ofSeconds(10), this::nothingRunsOnTheHome);
    }

    private void killPostmaster(Subject subject, int round) {
        try (Load load = subject.load()) {
            Pid postmaster = subject.database.postmaster();
            Receipt receipt = Receipt.of("kill -9 of the postmaster, round " + round)
                    .evidence("gone", () -> new Finding(postmaster.isGone(), postmaster + " is gone"))
                    .evidence(
                            "seen by its parent",
                            () -> seen(subject, "PostgreSQL died and is started again", round * 2 - 1))
                    .before();
            Machine.signal("KILL", postmaster.id());
            subject.database.restartedAfter(postmaster);
            load.answersGoOn();
            receipt.print();
            assertThat(load.unexpected()).isEmpty();
        }
    }

    /** PostgreSQL then ends all its backends and recovers, since one that died may have left shared memory in disorder. */
    private void killBackend(Subject subject, int round) {
        try (Load load = subject.load()) {
            Pid backend = subject.database.appender();
            String death = "(PID " + backend.id() + ") was terminated by signal 9";
            Receipt receipt = Receipt.of("kill -9 of the appender's backend, round " + round)
                    .evidence("gone", () -> new Finding(backend.isGone(), backend + " is gone"))
                    .evidence("waited for by the postmaster", () -> said(subject, death))
                    .before();
            Machine.signal("KILL", backend.id());
            Eventually.holds(Duration.ofSeconds(30), () -> said(subject, death).happened());
            load.answersGoOn();
            receipt.print();
            assertThat(load.unexpected()).isEmpty();
        }
    }

    /** Half of the clients press against a budget that is soon used up. */
    private void killApplication(Subject subject, int round) {
        try (Load load = subject.load();
                Load tight = subject.tightLoad()) {
            tight.budgetIsUsedUp();
            Receipt receipt = killed(subject, load, "kill -9 of the application, round " + round);
            subject.chancery().kill();
            load.breaks();
            receipt.print();
            assertThat(load.unexpected()).isEmpty();
            assertThat(tight.unexpected()).isEmpty();
        }
        startAgain(subject);
    }

    private void killBoth(Subject subject, int round) {
        try (Load load = subject.load()) {
            Pid postmaster = subject.database.postmaster();
            Receipt receipt = killed(subject, load, "kill -9 of the application and PostgreSQL, round " + round)
                    .evidence("database gone", () -> new Finding(postmaster.isGone(), postmaster + " is gone"))
                    .before();
            subject.killEverything();
            load.breaks();
            receipt.print();
            assertThat(load.unexpected()).isEmpty();
        }
        startAgain(subject);
    }

    private static Receipt killed(Subject subject, Load load, String fault) {
        ChanceryProcess killed = subject.chancery();
        Pid jvm = subject.jvm();
        return Receipt.of(fault)
                .evidence("gone", () -> new Finding(jvm.isGone(), jvm + " is gone"))
                .evidence(
                        "waited for",
                        () -> new Finding(
                                killed.exit().orElse(0) == 128 + 9, "ended with " + killed.exit() + ", 128 + signal 9"))
                .evidence(
                        "requests under way that broke",
                        () -> new Finding(load.broken() > 0, Integer.toString(load.broken())))
                .before();
    }

    private static void startAgain(Subject subject) {
        subject.startAgain();
        // How long is for whoever reads it: how long it may take depends on what else the machine does.
        System.out.println("  answers again after " + subject.chancery().startUp());
    }

    private static Finding seen(Subject subject, String message, int times) {
        long seen = subject.chancery()
                .output()
                .lines()
                .filter(line -> line.contains(message))
                .count();
        return new Finding(seen >= times, message + ", " + seen + " times");
    }

    private static Finding said(Subject subject, String text) {
        String line = subject.database.said(text);
        return new Finding(!line.isEmpty(), line);
    }

    private boolean nothingRunsOnTheHome() {
        return ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").contains(directory.toString()));
    }

    /** The control: with commits acknowledged before they are flushed the same kill loses some, and the ledger notices. */
    @Test
    void noticesTheLossWhenCommitsAreAcknowledgedBeforeTheyAreFlushed() {
        try (Subject subject = Subject.in(directory)) {
            // given
            subject.database.isNotLedAstrayByItsConfiguration();
            subject.database.acknowledgeBeforeFlushing();
            try (Load load = subject.load()) {
                // when
                subject.killEverything();
                assertThat(load.answered()).isPositive();
            }
            subject.forgetItsNewestHead();
            subject.startAgain();
            // then
            assertThat(subject.judge().findings())
                    .anyMatch(finding -> finding.startsWith("lost: ") || finding.startsWith("moved: "));
        }
    }
}
