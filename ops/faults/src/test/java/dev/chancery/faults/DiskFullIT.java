package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.Eventually;
import dev.chancery.faults.Judge.Verdict;
import dev.chancery.faults.Machine.Pid;
import dev.chancery.faults.Receipt.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data volume runs full under load, and has space again: once so that only tables cannot grow, once so that PostgreSQL dies. */
class DiskFullIT {

    private static final int MEBIBYTES = 256;

    @TempDir
    private Path directory;

    @Test
    void refusesWhileTheDiskIsFullAndLosesNothingUnlessCommitsAreAcknowledgedBeforeTheyAreFlushed() {
        try (Volume volume = Volume.inMemory(directory.resolve("home"), MEBIBYTES);
                Subject subject = Subject.in(directory, volume.root())) {
            Pid jvm = subject.jvm();
            try (Load load = subject.load()) {
                tablesCannotGrow(subject, volume, load);
                postgresDies(subject, volume, load);
                assertThat(load.unexpected()).isEmpty();
            }
            // then
            Verdict verdict = subject.judge();
            assertThat(verdict.findings()).isEmpty();
            assertThat(subject.upstream.requests()).isLessThanOrEqualTo(verdict.asked());
            assertThat(jvm.isGone()).as("Chancery had to be started again").isFalse();
            noticesTheLossWhenCommitsAreAcknowledgedBeforeTheyAreFlushed(subject, volume);
        }
    }

    private static void tablesCannotGrow(Subject subject, Volume volume, Load load) {
        long heard = subject.upstream.requests();
        load.answersGoOn();
        assertThat(subject.upstream.requests())
                .as("control: requests leave before")
                .isGreaterThan(heard);
        Receipt receipt = Receipt.of("disk full, tables cannot grow")
                .evidence("df", () -> new Finding(volume.free() == 0, volume.df()))
                .evidence("server's log", () -> said(subject, "could not extend file"))
                .before();
        volume.fill();
        load.refusalsGoOn();
        receipt.print();
        nothingLeaves(subject, load);
        volume.relieve();
        load.answersGoOn();
    }

    /** The log of changes itself finds no space: PostgreSQL panics, and cannot be started again before there is some. */
    private static void postgresDies(Subject subject, Volume volume, Load load) {
        Pid postmaster = subject.database.postmaster();
        Receipt receipt = Receipt.of("disk full, PostgreSQL dies of it")
                .evidence("df", () -> new Finding(volume.free() == 0, volume.df()))
                .evidence("gone", () -> new Finding(postmaster.isGone(), postmaster + " is gone"))
                .evidence("seen by its parent", () -> seen(subject, "PostgreSQL died and is started again"))
                .before();
        volume.fill();
        subject.database.wantsAnotherSegment();
        Eventually.holds(Duration.ofSeconds(60), postmaster::isGone);
        volume.fill();
        load.refusalsGoOn();
        receipt.print();
        nothingLeaves(subject, load);
        volume.relieve();
        subject.database.restartedAfter(postmaster);
        load.answersGoOn();
    }

    /** Requests that were permitted before have left by now. */
    private static void nothingLeaves(Subject subject, Load load) {
        long heard = subject.upstream.requests();
        load.refusalsGoOn();
        assertThat(subject.upstream.requests())
                .as("requests that left while the disk was full")
                .isEqualTo(heard);
    }

    /** The control: what was acknowledged finds no space when it is flushed at last, and the ledger notices. */
    private static void noticesTheLossWhenCommitsAreAcknowledgedBeforeTheyAreFlushed(Subject subject, Volume volume) {
        subject.database.isNotLedAstrayByItsConfiguration();
        subject.database.acknowledgeBeforeFlushing();
        Pid postmaster = subject.database.postmaster();
        try (Load load = subject.load()) {
            Receipt receipt = Receipt.of("disk full, control")
                    .evidence("df", () -> new Finding(volume.free() == 0, volume.df()))
                    .evidence("gone", () -> new Finding(postmaster.isGone(), postmaster + " is gone"))
                    .before();
            answersRunAheadOfTheLog(subject.database, load);
            volume.fill();
            Eventually.holds(Duration.ofSeconds(60), postmaster::isGone);
            volume.fill();
            receipt.print();
            subject.killEverything();
            load.breaks();
        }
        volume.relieve();
        subject.forgetItsNewestHead();
        subject.startAgain();
        assertThat(subject.judge().findings())
                .anyMatch(finding -> finding.startsWith("lost: ") || finding.startsWith("moved: "));
    }

    /** Waits until answers are out whose events are in the server's memory only, and will need space that is still free. */
    private static void answersRunAheadOfTheLog(Database database, Load load) {
        AtomicInteger before = new AtomicInteger();
        Eventually.holds(Duration.ofSeconds(60), () -> {
            if (!database.isAheadOfItsFiles()) {
                database.ask("SELECT pg_switch_wal()");
                before.set(load.answered());
            }
            return load.answered() > before.get() + Load.CLIENTS && database.isAheadOfItsFiles();
        });
    }

    private static Finding seen(Subject subject, String message) {
        return new Finding(subject.chancery().output().contains(message), message);
    }

    private static Finding said(Subject subject, String text) {
        String line = subject.database.said(text);
        return new Finding(!line.isEmpty(), line);
    }
}
