package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.faults.Judge.Verdict;
import dev.chancery.faults.Receipt.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power fails under load: what no one had flushed is gone, pages and journal alike. */
class PowerCutIT {

    private static final int ROUNDS = Integer.getInteger("chancery.faults.rounds", 1);
    private static final int MEBIBYTES = 512;

    @TempDir
    private Path directory;

    @Test
    void losesNothingAcknowledgedWhenThePowerFails() throws Throwable {
        try (Volume volume = Volume.onDisk(directory.resolve("home"), MEBIBYTES);
                Subject subject = Subject.in(directory, volume.root())) {
            for (int round = 1; round <= ROUNDS; round++) {
                cutPower(volume, subject, "power cut, round " + round);
            }
            Verdict verdict = subject.judge();
            assertThat(verdict.findings()).isEmpty();
            assertThat(verdict.acknowledged()).isGreaterThan(4 * Load.CLIENTS * ROUNDS);
            assertThat(subject.upstream.requests()).isLessThanOrEqualTo(verdict.asked());
        }
    }

    /** The control: what is acknowledged before it is flushed does not survive, and the ledger notices. */
    @Test
    void noticesTheLossWhenCommitsAreAcknowledgedBeforeTheyAreFlushed() throws Throwable {
        try (Volume volume = Volume.onDisk(directory.resolve("home"), MEBIBYTES);
                Subject subject = Subject.in(directory, volume.root())) {
            subject.database.acknowledgeBeforeFlushing();
            cutPower(volume, subject, "power cut, control");
            assertThat(subject.judge().findings())
                    .anyMatch(finding -> finding.startsWith("lost: ") || finding.startsWith("moved: "));
        }
    }

    private static void cutPower(Volume volume, Subject subject, String fault) throws Throwable {
        Path flushed = volume.root().resolve("flushed");
        Path unflushed = volume.root().resolve("unflushed");
        Files.deleteIfExists(flushed);
        Files.deleteIfExists(unflushed);
        try (Load load = subject.load()) {
            writeFlushed(flushed);
            Files.writeString(unflushed, "here");
            Receipt receipt = Receipt.of(fault)
                    .evidence(
                            "a file that was written and not flushed",
                            () -> new Finding(!Machine.read(unflushed).equals("here"), "is gone"))
                    .evidence(
                            "requests under way that broke",
                            () -> new Finding(load.broken() > 0, Integer.toString(load.broken())))
                    .before();
            volume.cutPower();
            subject.killEverything();
            volume.mountAgain();
            if (fault.endsWith("control")) {
                subject.forgetItsNewestHead();
            }
            load.breaks();
            receipt.print();
        }
        assertThat(Machine.read(flushed)).as("a file that was flushed").isEqualTo("here");
        subject.startAgain();
    }

    private static void writeFlushed(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("here".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }
}
