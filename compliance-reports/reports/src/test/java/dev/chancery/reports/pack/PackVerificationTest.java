package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.gate.GateDecision;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.check.Replay;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackVerificationTest {

    private final MemoryLog log = SampleLog.of(12);

    @TempDir
    private Path directory;

    private Path write(MemoryLog from, PackRange range) throws IOException {
        return from.write(range, directory.resolve("pack.zip"));
    }

    private Path whole() throws IOException {
        return write(log, new PackRange(0, log.size(), null));
    }

    private static Report verify(Path pack) throws IOException {
        return Verification.verify(pack);
    }

    /** The whole log's pack with one entry changed; null leaves it out. */
    private Path changed(String name, UnaryOperator<byte @Nullable []> change) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(whole());
        byte[] content = change.apply(entries.get(name));
        if (content == null) {
            entries.remove(name);
        } else {
            entries.put(name, content);
        }
        return Zips.write(directory.resolve("changed.zip"), entries);
    }

    private Path withLines(UnaryOperator<List<String>> change) throws IOException {
        return changed(PackFormat.EVENTS, events -> Zips.text(change.apply(new ArrayList<>(Zips.lines(events)))));
    }

    @Test
    void verifiesEveryRangeAndScopeAndReplaysItIdentically() throws IOException {
        for (Scope scope : Arrays.asList(
                null, new Scope("t-3", null, null), new Scope(null, "letters", null), new Scope(null, null, "clerk"))) {
            for (long from : new long[] {0, 1, 9, 30}) {
                for (long to : new long[] {log.size(), 31}) {
                    // given
                    Path pack = write(log, new PackRange(from, to, scope));
                    // when
                    Report report = Verification.verify(pack, Trust.key(log.verifierKey()));
                    Replay.Result replay = Replay.replay(pack, null);
                    // then
                    assertThat(report.findings()).isEmpty();
                    assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
                    assertThat(replay.differences()).isEmpty();
                }
            }
        }
        Replay.Result replay = Replay.replay(whole(), null);
        assertThat(replay.tasks()).isEqualTo(12);
        assertThat(replay.byKind()).containsKeys("redaction", "routing", "spending", "settlement", "delivery");
    }

    @Test
    void decidesTheMovesOfGatesAgain() throws IOException {
        // given
        WorkflowId letters = new WorkflowId("letters");
        Instant at = MemoryLog.START;
        MoveGate move = new MoveGate(
                letters,
                Gate.AUTONOMOUS,
                "ada",
                "proven",
                new GateEvidence(3, 3, 0.43),
                new GateConduct(at, at, 3, 0, 0, 0, 0, 0, null, 0, 0),
                SampleLog.POLICY.version());
        log.append("workflow/letters", GateDecision.decide(move, Gate.HUMAN_IN_THE_LOOP, SampleLog.POLICY.gates()));
        Path alone = write(log, new PackRange(log.size() - 1, log.size(), new Scope(null, "letters", null)));
        Replay.Result replay = Replay.replay(alone, null);

        // then the policy goes with the move, also where no task was decided under it
        assertThat(verify(alone).verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(replay.byKind()).containsExactly(Map.entry("gate", 1L));
        assertThat(replay.different()).isZero();
        assertThat(verify(whole()).verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(Replay.replay(whole(), null).different()).isZero();

        // when the evidence did not carry it
        log.append(
                "workflow/letters",
                new GateTransitioned(
                        letters,
                        Gate.HUMAN_IN_THE_LOOP,
                        Gate.AUTONOMOUS,
                        "ada",
                        "proven",
                        move.evidence(),
                        move.conduct(),
                        move.policy(),
                        null));

        // then
        assertThat(Replay.replay(whole(), null).differences())
                .singleElement()
                .satisfies(found -> assertThat(found.sentence())
                        .contains(
                                "workflow/letters, gate: recorded workflow.gate-transitioned",
                                "recomputed workflow.gate-transition-refused"));
    }

    @Test
    void readsAPackThatTheFirstVersionWrote() throws IOException {
        // given
        Path pack = directory.resolve("format-1.zip");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("format-1.zip"))) {
            Files.copy(in, pack);
        }
        // when
        Report report = verify(pack);
        // then
        assertThat(report.findings()).isEmpty();
        assertThat(Replay.replay(pack, null).different()).isZero();
        // and with what only the second version knows
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        entries.put(PackFormat.WITNESSES, "[]".getBytes(StandardCharsets.UTF_8));
        assertThat(verify(Zips.write(directory.resolve("mixed.zip"), entries)).verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    /** The second format is the third without losses and with another text for people. */
    static Path asSecondFormat(Path pack, Path target) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        entries.remove(PackFormat.LOSSES);
        return Zips.write(target, Seal.asFormat(entries, 2));
    }

    @Test
    void readsAPackThatTheSecondVersionWrote() throws IOException {
        // given
        Path pack = asSecondFormat(whole(), directory.resolve("format-2.zip"));
        // when and then
        assertThat(verify(pack).findings()).isEmpty();
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        entries.put(PackFormat.LOSSES, "[]".getBytes(StandardCharsets.UTF_8));
        assertThat(verify(Zips.write(directory.resolve("mixed.zip"), entries)).verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void aNewerFormatIsUnverifiable() throws IOException {
        Report report = verify(changed(
                PackFormat.MANIFEST,
                json -> new String(json, StandardCharsets.UTF_8)
                        .replace("audit-pack/5\",\"formatVersion\":5", "audit-pack/6\",\"formatVersion\":6")
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(report.findings().getFirst()).contains("newer verifier");
    }

    @Test
    void writesTheSameBytesForTheSameRange() throws IOException {
        SequencedMap<String, byte[]> once = Zips.read(whole());
        SequencedMap<String, byte[]> again = Zips.read(whole());
        // then all but the signature is the same
        assertThat(again.get(PackFormat.SIGNATURE)).isNotEqualTo(once.get(PackFormat.SIGNATURE));
        once.remove(PackFormat.SIGNATURE);
        again.remove(PackFormat.SIGNATURE);
        assertThat(again.sequencedKeySet()).containsExactlyElementsOf(once.sequencedKeySet());
        assertThat(again).usingRecursiveComparison().isEqualTo(once);
    }

    @Test
    void withholdsWhatIsOutsideTheScopeAndSaysSo() throws IOException {
        // given
        Path pack = write(log, new PackRange(0, log.size(), new Scope(null, "letters", null)));
        // when
        String events = new String(Zips.read(pack).get(PackFormat.EVENTS), StandardCharsets.UTF_8);
        // then
        assertThat(events).contains("\"stream\":\"task/t-2\"").doesNotContain("\"stream\":\"task/t-0\"");
        assertThat(events.lines()).hasSize((int) log.size());
        assertThat(String.join("\n", verify(pack).checked())).contains("withheld (only their hash is here)");
    }

    @Test
    void reportsATaskWithoutOutcomeAndDoesNotFail() throws IOException {
        Report report = verify(whole());
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(String.join("\n", report.notes()))
                .contains("Open at the end of the pack, tasks (1): task/t-11 since position ")
                .contains("Open at the end of the pack, paid calls (1): task/t-11 since position ")
                .contains("deliveries of answers (7): task/t-0 since position 15");
        assertThat(report.checked())
                .contains("Intent and outcome of tasks: 12 begun in the pack, 11 ended, 1 open at its end.")
                .contains("Intent and outcome of tool calls: none begun in the pack.");
        assertThat(String.join("\n", report.notChecked())).contains("Whose key signed it");
    }

    @Test
    void anyChangedByteOfAnyEntryIsTampering() throws IOException {
        for (PackRange range :
                List.of(new PackRange(0, log.size(), null), new PackRange(12, 70, new Scope(null, "letters", null)))) {
            flipBytes(Zips.read(write(log, range)));
        }
    }

    private void flipBytes(SequencedMap<String, byte[]> entries) throws IOException {
        for (String name : List.copyOf(entries.keySet())) {
            byte[] content = entries.get(name);
            for (int i = 0; i < content.length; i += Math.max(1, content.length / 20)) {
                for (int bit : new int[] {0x01, 0x20}) {
                    // given
                    byte[] flipped = content.clone();
                    flipped[i] ^= (byte) bit;
                    Map<String, byte[]> changed = new LinkedHashMap<>(entries);
                    changed.put(name, flipped);
                    // when
                    Report report = verify(Zips.write(directory.resolve("flipped.zip"), changed));
                    // then
                    assertThat(report.verdict())
                            .as("%s, byte %d, bit %d: %s", name, i, bit, report.findings())
                            .isEqualTo(Verdict.TAMPERED);
                }
            }
        }
    }

    @Test
    void aChangedByteOfTheFileNeverLeadsToAnotherContent() throws IOException {
        // given
        Path pack = whole();
        byte[] bytes = Files.readAllBytes(pack);
        Path flippedFile = directory.resolve("flipped.zip");
        int tampered = 0;
        for (int i = 0; i < bytes.length; i += 173) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 0x10;
            Files.write(flippedFile, flipped);
            // when
            Report report = verify(flippedFile);
            // then it is seen, or it was in what a ZIP says twice or to nobody, such as a time
            assertThat(report.verdict()).isIn(Verdict.TAMPERED, Verdict.INCOMPLETE, Verdict.VERIFIED);
            tampered += report.verdict() == Verdict.TAMPERED ? 1 : 0;
            if (report.verdict() == Verdict.VERIFIED) {
                assertThat(Zips.read(flippedFile)).usingRecursiveComparison().isEqualTo(Zips.read(pack));
            }
        }
        assertThat(tampered).isGreaterThan(bytes.length / 173 / 2);
    }

    @Test
    void aPackCutShortIsNotVerified() throws IOException {
        byte[] bytes = Files.readAllBytes(whole());
        for (int length = 0; length < bytes.length; length += 397) {
            Path cut = Files.write(directory.resolve("cut.zip"), Arrays.copyOf(bytes, length));
            assertThat(verify(cut).verdict()).isIn(Verdict.TAMPERED, Verdict.INCOMPLETE);
        }
    }

    @Test
    void aDroppedEventIsMissing() throws IOException {
        long size = log.size();
        for (int dropped : new int[] {0, 1, 17, (int) size - 1}) {
            Path pack = withLines(lines -> {
                lines.remove(dropped);
                return lines;
            });
            Report report = verify(pack);
            assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
            assertThat(report.findings().getFirst()).contains("the first is " + dropped);
            // and when the manifest is made to fit
            SequencedMap<String, byte[]> entries = Zips.read(pack);
            entries.compute(
                    PackFormat.MANIFEST,
                    (name, json) -> new String(json, StandardCharsets.UTF_8)
                            .replace("\"disclosed\":" + size, "\"disclosed\":" + (size - 1))
                            .replace("\"to\":" + size, "\"to\":" + (size - 1))
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(verify(Zips.write(directory.resolve("adjusted.zip"), entries))
                            .verdict())
                    .isEqualTo(Verdict.INCOMPLETE);
        }
    }

    @Test
    void movedOrAddedEventsAreTampering() throws IOException {
        assertThat(verify(withLines(lines -> {
                            Collections.swap(lines, 3, 4);
                            return lines;
                        }))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        assertThat(verify(withLines(lines -> {
                            lines.add(5, lines.get(5));
                            return lines;
                        }))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void anEventHiddenBehindItsHashIsMissing() throws IOException {
        // given the third event of a task, of which only the hash is shown
        StoredEvent hidden = log.readStream(SampleLog.stream(1)).get(2);
        String leaf = java.util.HexFormat.of()
                .formatHex(
                        log.leafHashes(hidden.position(), hidden.position() + 1).getFirst());
        Path pack = withLines(lines -> {
            lines.set((int) hidden.position(), "{\"position\":" + hidden.position() + ",\"leaf\":\"" + leaf + "\"}");
            return lines;
        });
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        long size = log.size();
        entries.compute(
                PackFormat.MANIFEST,
                (name, json) -> new String(json, StandardCharsets.UTF_8)
                        .replace(
                                "\"disclosed\":" + size + ",\"withheld\":0",
                                "\"disclosed\":" + (size - 1) + ",\"withheld\":1")
                        .getBytes(StandardCharsets.UTF_8));
        // when
        Report report = verify(Zips.write(directory.resolve("hidden.zip"), entries));
        // then
        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.findings().getFirst()).contains("has a hole");
    }

    @Test
    void anotherKeyIsUnknownAndAForgedOneTampering() throws IOException {
        // given
        MemoryLog other = SampleLog.of(12);
        // when and then
        assertThat(Verification.verify(whole(), Trust.key(other.verifierKey())).verdict())
                .isEqualTo(Verdict.UNKNOWN_KEY);
        // and a log that was made anew with another key
        Path forged = write(other, new PackRange(0, other.size(), null));
        assertThat(verify(forged).verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(Verification.verify(forged, Trust.key(log.verifierKey())).verdict())
                .isEqualTo(Verdict.UNKNOWN_KEY);
        // and a key that was only put into the pack
        assertThat(verify(changed(PackFormat.KEY, key -> (other.verifierKey() + "\n").getBytes(StandardCharsets.UTF_8)))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void theOrderOfTheEntriesDoesNotMatterAndFoldersMayBeAdded() throws IOException {
        // given
        SequencedMap<String, byte[]> other =
                new LinkedHashMap<>(Zips.read(whole()).reversed());
        other.put("proofs/", new byte[0]);
        other.put("policies/", new byte[0]);
        // when
        Report report = verify(Zips.write(directory.resolve("rezipped.zip"), other));
        // then
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void anEntryTooManyIsTamperingAndOneTooFewIncomplete() throws IOException {
        for (String extra : List.of(
                "notes.txt",
                "../escape",
                "/etc/passwd",
                "proofs/../key",
                "policies/x.json",
                "a\\b",
                "\u202egnp.exe",
                "")) {
            SequencedMap<String, byte[]> entries = Zips.read(whole());
            entries.put(extra, new byte[] {1});
            Report report = verify(Zips.write(directory.resolve("extra.zip"), entries));
            assertThat(report.verdict()).as(extra).isEqualTo(Verdict.TAMPERED);
            assertThat(report.findings().getFirst()).matches("[ -~]+");
        }
        for (String name : Zips.read(whole()).keySet()) {
            assertThat(verify(changed(name, content -> null)).verdict())
                    .as(name)
                    .isEqualTo(Verdict.INCOMPLETE);
        }
    }

    @Test
    void aPolicyThatIsNotItsVersionIsTampering() throws IOException {
        String name = PackFormat.policy(SampleLog.POLICY.version());
        assertThat(verify(changed(name, document -> "{}".getBytes(StandardCharsets.UTF_8)))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        // and one that no task was decided under
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        String unused = PackFormat.policy(
                new PolicyVersion("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
        assertThat(verify(changed(unused, none -> empty)).verdict()).isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        // given
        byte[] bomb = new byte[64 << 20];
        for (String name : List.of(PackFormat.EVENTS, PackFormat.MANIFEST, PackFormat.KEY)) {
            // when
            Report report = verify(changed(name, content -> bomb));
            // then
            assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
            assertThat(report.findings().getFirst()).containsAnyOf("not unpacked", "larger than");
        }
        SequencedMap<String, byte[]> many = Zips.read(whole());
        for (int i = 0; i <= PackFormat.MAX_ENTRIES; i++) {
            many.put("policies/" + i, new byte[0]);
        }
        assertThat(verify(Zips.write(directory.resolve("many.zip"), many)).verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void whatIsNoPackIsSaidToBeNone() throws IOException {
        for (byte[] content : List.of(new byte[0], new byte[100], "%PDF-1.7".getBytes(StandardCharsets.UTF_8))) {
            Report report = verify(Files.write(directory.resolve("none.zip"), content));
            assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
            assertThat(report.findings().getFirst()).contains("no audit pack");
        }
        assertThat(verify(Zips.write(directory.resolve("empty.zip"), Map.of("key", new byte[0])))
                        .verdict())
                .isEqualTo(Verdict.INCOMPLETE);
    }

    @Test
    void anEventOfANewerVersionIsUnverifiable() throws IOException {
        // given
        log.append("task/t-99", "task.dreamt", 2, "{}".getBytes(StandardCharsets.UTF_8));
        // when
        Report report = verify(write(log, new PackRange(0, log.size(), new Scope("t-99", null, null))));
        // then
        assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(report.findings().getFirst()).contains("task.dreamt").contains("revision 2");
    }

    @Test
    void aDecisionThatDoesNotFollowFromThePolicyIsFound() throws IOException {
        // given a log, properly signed, in which more was reserved than the decision gives
        EventCodec codec = new EventCodec();
        for (int i = 0; i < log.events.size(); i++) {
            StoredEvent e = log.events.get(i);
            if (codec.decode(e.name(), e.revision(), e.payload()) instanceof SpendReserved r) {
                SpendReserved more = new SpendReserved(r.amount().plus(r.amount()), r.balances(), r.unaffordable());
                log.events.set(
                        i,
                        new StoredEvent(
                                e.position(),
                                e.id(),
                                e.stream(),
                                e.sequence(),
                                e.name(),
                                e.revision(),
                                e.at(),
                                codec.encode(more),
                                e.metadata()));
                break;
            }
        }
        Path pack = whole();
        // when
        Replay.Result replay = Replay.replay(pack, null);
        // then
        assertThat(verify(pack).verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(replay.different()).isGreaterThan(0);
        assertThat(replay.differences().getFirst().decision()).isEqualTo("spending");
    }
}
