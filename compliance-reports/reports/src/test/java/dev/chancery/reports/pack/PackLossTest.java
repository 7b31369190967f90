package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that goes on under another name and key, since events of it were lost. */
class PackLossTest {

    private static final String AFTER = "example.org/chancery/after-30";

    private final MemoryLog log = SampleLog.of(8);
    private final String firstKey = log.verifierKey();
    private final long knownSize = log.size();

    @TempDir
    private Path directory;

    private Path pack(long from, @Nullable Scope scope) throws IOException {
        return log.write(new PackRange(from, log.size(), scope), directory.resolve("pack.zip"));
    }

    private Path whole() throws IOException {
        return pack(0, null);
    }

    /** Goes on with events of its own. */
    private void goOn() {
        SampleLog.more(log, 100, 104);
    }

    private static void assertTold(Report report, String... parts) {
        assertThat(report.losses()).hasSize(1);
        assertThat(report.losses().getFirst())
                .startsWith("A loss was accepted: ")
                .contains(parts);
    }

    @Test
    void followsTheOldKeyToTheNewLogAndNamesWhatIsLost() throws IOException {
        // given
        log.lose(30, AFTER, true);
        goOn();
        for (Scope scope : Arrays.asList(null, new Scope("t-102", null, null))) {
            // when
            Path pack = pack(scope == null ? 0 : 40, scope);
            Report report = Verification.verify(pack, Trust.key(firstKey));
            // then
            assertThat(report.findings()).isEmpty();
            assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
            assertTold(
                    report,
                    "goes on from " + MemoryLog.ORIGIN + " as " + AFTER,
                    "positions 30 to " + (knownSize - 1),
                    "at position 30, 2026-11-05T10:00:30.000001Z, by ada: the disk failed",
                    "The old key signed that the new one follows it");
            assertThat(String.join("\n", report.checked())).contains("is of a log that lost events");
            // and whoever trusts the new key, or none, is told as well
            assertTold(Verification.verify(pack, Trust.key(log.verifierKey())), "positions 30 to ");
            assertTold(Verification.verify(pack), "positions 30 to ");
        }
    }

    @Test
    void whatTheOldKeyDidNotSignStaysUnknown() throws IOException {
        // given a log whose key was lost as well, and one whose succession somebody else signed
        log.lose(30, AFTER, false);
        goOn();
        MemoryLog other = SampleLog.of(8);
        String otherKey = other.verifierKey();
        var thief = MemoryLog.signer(MemoryLog.ORIGIN);
        other.lose(30, AFTER, thief, thief.verifierKey());
        // when
        Report alone = Verification.verify(whole(), Trust.key(firstKey));
        Report stolen = Verification.verify(
                other.write(new PackRange(0, other.size(), null), directory.resolve("other.zip")), Trust.key(otherKey));
        // then
        assertThat(alone.verdict()).isEqualTo(Verdict.UNKNOWN_KEY);
        assertTold(alone, "The old key did not sign it");
        assertThat(stolen.verdict()).isEqualTo(Verdict.UNKNOWN_KEY);
        assertTold(stolen, "positions 30 to ");
        assertThat(Verification.verify(whole(), Trust.key(log.verifierKey())).verdict())
                .isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void followsRotationsBeforeAndAfterAndSeveralLosses() throws IOException {
        // given
        log.rotate();
        String secondKey = log.verifierKey();
        log.lose(log.size(), AFTER, true);
        String thirdKey = log.verifierKey();
        goOn();
        log.rotate();
        log.lose(log.size() - 2, "example.org/chancery/again", true);
        String fourthKey = log.verifierKey();
        log.rotate();
        SampleLog.more(log, 200, 202);
        Path pack = pack(20, null);
        // when and then
        for (String key : List.of(firstKey, secondKey, thirdKey, fourthKey, log.verifierKey())) {
            Report report = Verification.verify(pack, Trust.key(key));
            assertThat(report.findings()).as(key).isEmpty();
            assertThat(report.losses()).hasSize(2);
            assertThat(report.losses().getFirst()).contains("No event is known to be lost");
            assertThat(report.losses().getLast()).contains("Lost are positions ");
        }
        assertThat(Verification.verify(pack, Trust.key(SampleLog.of(1).verifierKey()))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void comparesWithWhatTheOldLogSigned() throws IOException {
        // given
        String before = log.checkpoint(25);
        String last = log.checkpoint(30);
        String lost = log.checkpoint();
        SampleLog.more(log, 20, 22);
        String unknown = log.checkpoint();
        log.forget(knownSize);
        log.lose(30, AFTER, true);
        goOn();
        // when and then
        for (String head : List.of(before, last)) {
            assertThat(Verification.verify(whole(), Trust.key(firstKey).since(head))
                            .findings())
                    .isEmpty();
        }
        Report beyond = Verification.verify(whole(), Trust.key(firstKey).since(lost));
        assertThat(beyond.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(beyond.findings().getFirst())
                .contains("those from position 30 on were lost")
                .doesNotContain("admits");
        Report hidden = Verification.verify(whole(), Trust.key(firstKey).since(unknown));
        assertThat(hidden.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(hidden.findings().getFirst()).contains("admits to " + knownSize + " signed events only");
        // and a pack that does not pass the older head
        Report apart = Verification.verify(pack(40, null), Trust.key(firstKey).since(before));
        assertThat(apart.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(apart.findings().getFirst()).contains("from a position that is not beyond 25");
        // and a head of the old log's past that was rewritten meanwhile
        StoredEvent e = log.events.get(3);
        log.events.set(
                3,
                new StoredEvent(
                        e.position(),
                        e.id(),
                        e.stream(),
                        e.sequence(),
                        e.name(),
                        e.revision(),
                        e.at().plusSeconds(1),
                        e.payload(),
                        e.metadata()));
        assertThat(Verification.verify(whole(), Trust.key(firstKey).since(before))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void aLossIsNeverSilentAndNeverAnother() throws IOException {
        // given
        log.lose(30, AFTER, true);
        goOn();
        SequencedMap<String, byte[]> entries = Zips.read(whole());
        byte[] losses = entries.get(PackFormat.LOSSES);
        // when it is left out, or changed anywhere
        entries.remove(PackFormat.LOSSES);
        Report silent = Verification.verify(Zips.write(directory.resolve("silent.zip"), entries));
        // then
        assertThat(silent.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(silent.findings().getFirst()).contains("Position 30 tells of a loss");
        for (int i = 0; i < losses.length; i += 41) {
            byte[] flipped = losses.clone();
            flipped[i] ^= 1;
            entries.put(PackFormat.LOSSES, flipped);
            assertThat(Verification.verify(Zips.write(directory.resolve("flipped.zip"), entries))
                            .verdict())
                    .as("byte %d", i)
                    .isEqualTo(Verdict.TAMPERED);
        }
        // and with the loss of another log
        MemoryLog other = SampleLog.of(8);
        other.lose(30, AFTER, true);
        entries.put(
                PackFormat.LOSSES,
                Zips.read(other.write(new PackRange(0, other.size(), null), directory.resolve("other.zip")))
                        .get(PackFormat.LOSSES));
        assertThat(Verification.verify(Zips.write(directory.resolve("swapped.zip"), entries))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        // and in a pack of a format that had no place for it, it is told from the event
        Report second = Verification.verify(PackVerificationTest.asSecondFormat(whole(), directory.resolve("2.zip")));
        assertThat(second.verdict()).isEqualTo(Verdict.VERIFIED);
        assertTold(second, "positions 30 to ");
    }

    @Test
    void aLossThatContradictsItselfIsTampering() throws IOException {
        // given an event that counts fewer signed events than it takes over, as no command of ours writes it
        log.lose(30, AFTER, true);
        StoredEvent e = log.events.getLast();
        String payload = new String(e.payload(), StandardCharsets.UTF_8);
        for (String changed : List.of(
                payload.replace("\"knownSize\":" + knownSize, "\"knownSize\":29"),
                payload.replace("\"size\":30", "\"size\":29"),
                payload.replace("\"from\":\"" + MemoryLog.ORIGIN, "\"from\":\"example.org/another"))) {
            log.forget(30);
            log.append("log", e.name(), e.revision(), changed.getBytes(StandardCharsets.UTF_8));
            // when
            Report report = Verification.verify(whole());
            // then
            assertThat(changed).isNotEqualTo(payload);
            assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
            assertThat(report.findings().getFirst()).contains("contradicts itself");
        }
    }
}
