package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.verifier.check.Replay;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.EventTable;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.PackJson;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackScopesTest {

    private static final Scope TRIAGE = Scope.ofSystem("triage");
    private static final Scope CUSTOMER = Scope.ofSubject("customer-1");
    private static final Disclosure DISCLOSURE = new Disclosure("auditor", "a complaint");

    private final ScopedLog company = ScopedLog.make();
    private final MemoryLog log = company.log;

    @TempDir
    private Path directory;

    private Path write(long from, long to, Scope scope) throws IOException {
        return log.write(new PackRange(from, to, scope), directory.resolve("pack.zip"));
    }

    private static SortedSet<String> streams(Path pack) throws IOException {
        SortedSet<String> streams = new TreeSet<>();
        for (StoredEvent event : disclosed(pack)) {
            streams.add(event.stream());
        }
        return streams;
    }

    private static List<StoredEvent> disclosed(Path pack) throws IOException {
        List<StoredEvent> events = new ArrayList<>();
        try (Pack opened = Pack.open(pack)) {
            opened.lines(line -> {
                if (line instanceof Line.Disclosed shown) {
                    events.add(shown.event());
                }
            });
        }
        return events;
    }

    private static void assertVerified(Report report) {
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
    }

    private Path changed(Path pack, String name, UnaryOperator<String> change) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        entries.compute(name, (same, bytes) -> {
            String after = change.apply(new String(bytes, StandardCharsets.UTF_8));
            return after.getBytes(StandardCharsets.UTF_8);
        });
        return Zips.write(directory.resolve("changed.zip"), Seal.anew(entries, Seal.KEY));
    }

    /** The same pack with another line at a position, and a manifest that is true of it. */
    private Path withLine(Path pack, int index, Line line, int moreDisclosed) throws IOException {
        Path changed = changed(pack, PackFormat.EVENTS, text -> {
            List<String> lines = new ArrayList<>(text.lines().toList());
            lines.set(index, new String(PackJson.write(line), StandardCharsets.UTF_8));
            return String.join("\n", lines) + "\n";
        });
        return changed(changed, PackFormat.MANIFEST, json -> {
            long disclosed = number(json, "disclosed");
            long withheld = number(json, "withheld");
            return json.replace("\"disclosed\":" + disclosed, "\"disclosed\":" + (disclosed + moreDisclosed))
                    .replace("\"withheld\":" + withheld, "\"withheld\":" + (withheld - moreDisclosed));
        });
    }

    private static long number(String json, String member) {
        String rest = json.substring(json.indexOf("\"" + member + "\":") + member.length() + 3);
        return Long.parseLong(rest.substring(0, rest.indexOf(',')));
    }

    @Test
    void aSystemHasWhatItsPartsAreAtTheEndOfTheRange() throws IOException {
        // when
        Path before = write(0, company.described, TRIAGE);
        SortedSet<String> then = streams(before);
        assertVerified(Verification.verify(before, Trust.key(log.verifierKey())));
        Path after = write(0, log.size(), TRIAGE);
        // then
        assertThat(then)
                .contains("system/triage", "workflow/support", "bias/workflow/support", "incident/i-1", "task/t-0")
                .doesNotContain("workflow/letters", "task/t-2");
        assertThat(streams(after))
                .containsExactlyInAnyOrder(
                        "system/triage",
                        "duty/triage",
                        "bias/system/triage",
                        "workflow/letters",
                        "bias/workflow/letters",
                        "incident/i-1",
                        "task/t-2",
                        "task/t-5",
                        "task/t-8",
                        "task/t-11",
                        "task/t-14",
                        "task/t-17");
        Report report = Verification.verify(after, Trust.key(log.verifierKey()));
        assertVerified(report);
        assertThat(report.checked()).anyMatch(s -> s.contains("its scope is the system triage"));
        assertThat(report.notChecked()).anyMatch(s -> s.startsWith("Whether everything that belongs to the system"));
        assertThat(Replay.replay(after, null).differences()).isEmpty();
    }

    @Test
    void aPersonConcernedHasHerTasksAndHerErasures() throws IOException {
        // given
        company.erase("e-1", ContentScope.Kind.TASK, "t-7");
        company.erase("e-2", ContentScope.Kind.SUBJECT, "customer-1");
        company.refuseErasure("e-3", "customer-1");
        company.erase("e-4", ContentScope.Kind.SUBJECT, "customer-2");
        company.erase("e-5", ContentScope.Kind.TASK, "t-1");
        // when
        Path pack = write(0, log.size(), CUSTOMER);
        // then
        assertThat(streams(pack))
                .containsExactlyInAnyOrder(
                        "task/t-6",
                        "task/t-7",
                        "task/t-8",
                        "task/t-9",
                        "task/t-10",
                        "task/t-11",
                        "erasure/e-1",
                        "erasure/e-2",
                        "erasure/e-3");
        assertVerified(Verification.verify(pack, Trust.key(log.verifierKey())));
        assertThat(Replay.replay(pack, null).tasks()).isEqualTo(6);
    }

    @Test
    void disclosesAllEventsOfEveryStreamThatBelongs() throws IOException {
        company.erase("e-1", ContentScope.Kind.TASK, "t-7");
        for (Scope scope : List.of(TRIAGE, CUSTOMER, new Scope("t-7", null, null), new Scope(null, "letters", null))) {
            // when
            Path pack = write(0, log.size(), scope);
            // then
            SortedSet<String> streams = streams(pack);
            assertThat(disclosed(pack).stream().map(StoredEvent::position))
                    .containsExactlyElementsOf(log.events.stream()
                            .filter(event -> streams.contains(event.stream()))
                            .map(StoredEvent::position)
                            .toList());
        }
    }

    @Test
    void verifiesARangeThatBeginsLaterAndSaysWhatItCannotShow() throws IOException {
        for (Scope scope : List.of(TRIAGE, CUSTOMER, new Scope(null, "letters", null))) {
            for (long from = 1; from < log.size(); from += 7) {
                // when
                Path pack = write(from, log.size(), scope);
                Report report = Verification.verify(pack, Trust.key(log.verifierKey()));
                // then
                assertVerified(report);
                assertThat(Zips.read(pack).containsKey(PackFormat.SYSTEM))
                        .isEqualTo(scope.equals(TRIAGE) && from > company.described);
            }
        }
        // and a task that was under way when the range begins
        long from = log.readStream("task/t-8").getFirst().position() + 1;
        assertThat(Verification.verify(write(from, log.size(), CUSTOMER)).notChecked())
                .anyMatch(s -> s.contains("they began before the pack does"));
    }

    @Test
    void theDescriptionOfASystemIsProven() throws IOException {
        // given a range that begins after the last description
        Path pack = write(company.described + 3, log.size(), TRIAGE);
        // then
        assertThat(Verification.verify(pack).notChecked())
                .anyMatch(s -> s.contains("was described anew after position " + company.described));
        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                json -> json.replace("letters", "support"),
                json -> json.replace("system/triage", "system/other"),
                json -> json.replaceFirst("\"left\":\\[\"..", "\"left\":[\"00"))) {
            assertThat(Verification.verify(changed(pack, PackFormat.SYSTEM, change))
                            .verdict())
                    .isEqualTo(Verdict.TAMPERED);
        }
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        byte[] description = entries.remove(PackFormat.SYSTEM);
        Report without =
                Verification.verify(Zips.write(directory.resolve("without.zip"), Seal.anew(entries, Seal.KEY)));
        assertThat(without.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(without.findings().getFirst()).contains("which workflows the system triage has");
        // and it is in no other pack
        for (Path other : List.of(write(0, log.size(), TRIAGE), write(3, log.size(), CUSTOMER))) {
            entries = Zips.read(other);
            entries.put(PackFormat.SYSTEM, description);
            assertThat(Verification.verify(Zips.write(directory.resolve("with.zip"), Seal.anew(entries, Seal.KEY)))
                            .verdict())
                    .isEqualTo(Verdict.TAMPERED);
        }
    }

    @Test
    void aDescriptionOfANewerVersionIsUnverifiable() throws IOException {
        // given a pack of a log whose last description of the system has a revision that is not known
        int at = (int) company.described;
        SequencedMap<String, byte[]> entries = Zips.read(write(0, log.size(), TRIAGE));
        StoredEvent known = log.events.get(at);
        StoredEvent newer = new StoredEvent(
                known.position(),
                known.id(),
                known.stream(),
                known.sequence(),
                known.name(),
                99,
                known.at(),
                known.payload(),
                known.metadata());
        log.events.set(at, newer);
        entries.put(PackFormat.CHECKPOINT, log.checkpoint().getBytes(StandardCharsets.UTF_8));
        entries.compute(PackFormat.EVENTS, (name, text) -> {
            List<String> lines = new ArrayList<>(
                    new String(text, StandardCharsets.UTF_8).lines().toList());
            lines.set(at, new String(PackJson.write(new Line.Disclosed(newer)), StandardCharsets.UTF_8));
            return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        });
        entries.compute(
                EventTable.entry("ai-system"),
                (name, table) -> new String(table, StandardCharsets.UTF_8)
                        .replace(row(known), row(newer))
                        .getBytes(StandardCharsets.UTF_8));
        // when
        Report report = Verification.verify(Zips.write(directory.resolve("newer.zip"), Seal.anew(entries, Seal.KEY)));
        // then
        assertThat(report.findings()).singleElement().asString().contains("Position " + at, "Use a newer verifier");
        assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
    }

    private static String row(StoredEvent event) {
        return new String(EventTable.row(event), StandardCharsets.UTF_8);
    }

    @Test
    void aSystemThatNobodyRegisteredHasNoPack() {
        // given a duty that names it
        long from = log.size();
        log.append(
                "duty/ghost",
                log.decode(log.readStream("duty/other").getFirst()).event());
        PackRequest request = PackRequest.parse(
                ("{\"scope\":{\"system\":\"ghost\"},\"from\":\"" + from + "\"}").getBytes(StandardCharsets.UTF_8));
        // when and then
        assertThatThrownBy(() -> request.order(log, log, log.checkpoint(), "auditor", MemoryLog.START))
                .isInstanceOf(BadPackRequest.class)
                .hasMessageContaining("The system ghost was not registered before position " + log.size());
    }

    @Test
    void whatTheScopeDoesNotHaveIsNotDisclosed() throws IOException {
        company.erase("e-4", ContentScope.Kind.SUBJECT, "customer-2");
        company.erase("e-5", ContentScope.Kind.TASK, "t-1");
        for (Scope scope : List.of(TRIAGE, CUSTOMER)) {
            Path pack = Files.copy(write(0, log.size(), scope), directory.resolve(scope.kind() + ".zip"));
            SortedSet<String> streams = streams(pack);
            for (StoredEvent event : log.events) {
                if (!streams.contains(event.stream()) && event.sequence() < 2) {
                    // when one event more is shown
                    Report report =
                            Verification.verify(withLine(pack, (int) event.position(), new Line.Disclosed(event), 1));
                    // then
                    assertThat(report.findings())
                            .as("%s, %s", scope, event.stream())
                            .singleElement()
                            .asString()
                            .containsAnyOf(
                                    "its scope is the " + scope + ", but discloses", "has a hole", "is no part of");
                    assertThat(event.sequence() == 0 && report.verdict() != Verdict.TAMPERED)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void whatTheScopeHasIsNotWithheldWithinAStream() throws IOException {
        company.erase("e-1", ContentScope.Kind.SUBJECT, "customer-1");
        for (Scope scope : List.of(TRIAGE, CUSTOMER)) {
            Path pack = Files.copy(write(0, log.size(), scope), directory.resolve(scope.kind() + ".zip"));
            for (StoredEvent event : disclosed(pack)) {
                if (event.sequence() > 2) {
                    continue;
                }
                int index = (int) event.position();
                boolean isLast = log.readStream(event.stream()).getLast().position() == event.position();
                // when
                Report report = Verification.verify(withLine(
                        pack,
                        index,
                        new Line.Withheld(
                                event.position(),
                                log.leafHashes(event.position(), event.position() + 1)
                                        .getFirst()),
                        -1));
                // then
                if (event.position() == company.described && scope.equals(TRIAGE)) {
                    assertThat(report.findings().getFirst()).contains("is no part of the system triage");
                } else if (!isLast) {
                    assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
                    assertThat(report.findings().getFirst()).contains("has a hole");
                }
            }
        }
    }

    @Test
    void anOlderFormatHasNoSuchScope() throws IOException {
        Report old = Verification.verify(Zips.write(
                directory.resolve("old.zip"), Seal.asFormat(Zips.read(write(0, log.size(), CUSTOMER)), 4)));
        assertThat(old.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(old.findings().getFirst()).contains("names a scope that no pack of format 4 has");
    }

    @Test
    void saysWhichTextsAreErasedAndEveryProofHolds() throws IOException {
        // given a pack of a person from before her texts were erased, with a text of hers and one of somebody else
        PackOrder order = new PackOrder(new PackRange(0, log.size(), CUSTOMER), log.checkpoint(), null, DISCLOSURE);
        Path earlier = directory.resolve("earlier.zip");
        long texts = log.write(order, earlier).disclosed();
        SortedSet<String> gone = company.erase("e-1", ContentScope.Kind.SUBJECT, "customer-1");
        // when
        Path pack = directory.resolve("pack.zip");
        PackWriter.Contents contents = log.write(
                new PackOrder(new PackRange(0, log.size(), CUSTOMER), log.checkpoint(), null, DISCLOSURE), pack);
        Report report = Verification.verify(pack, Trust.key(log.verifierKey()));
        // then
        assertThat(texts).isEqualTo(gone.size()).isPositive();
        assertThat(contents).isEqualTo(new PackWriter.Contents(0, gone.size()));
        assertVerified(report);
        assertThat(report.notes()).anyMatch(s -> s.startsWith(gone.size() + " texts") && s.contains("were erased"));
        String events = new String(Zips.read(pack).get(PackFormat.EVENTS), StandardCharsets.UTF_8);
        gone.forEach(text -> assertThat(events).contains("\"erased\":[\"" + text + "\"]"));
        assertThat(events).contains("erasure.completed").doesNotContain("Sanitised");
        // and the pack that was given out before is still in order
        assertVerified(Verification.verify(earlier, Trust.key(log.verifierKey())));
    }

    @Test
    void neitherHidesATextNorCallsOneErasedThatNobodyKnows() throws IOException {
        // given one of two persons erased
        company.erase("e-1", ContentScope.Kind.TASK, "t-8");
        Path pack = directory.resolve("pack.zip");
        log.write(new PackOrder(new PackRange(0, log.size(), CUSTOMER), log.checkpoint(), null, DISCLOSURE), pack);
        assertVerified(Verification.verify(pack));
        // when and then
        Report silent = Verification.verify(
                changed(pack, PackFormat.EVENTS, s -> s.replaceFirst(",\"erased\":\\[\"q-8\"\\]", "")));
        assertThat(silent.verdict()).isEqualTo(Verdict.TAMPERED);
        Path hidden = changed(pack, PackFormat.EVENTS, s -> s.replaceFirst(",\"erased\":\\[\"q-8\"\\]", ""));
        Report told = Verification.verify(changed(
                hidden,
                PackFormat.MANIFEST,
                json -> json.replace(
                        "\"erased\":" + number(json, "erased"), "\"erased\":" + (number(json, "erased") - 1))));
        assertThat(told.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(told.findings().getFirst()).contains("q-8", "neither in the pack nor told to be erased");
        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                s -> s.replaceFirst("\"erased\":\\[\"q-8\"\\]", "\"erased\":[\"q-9\"]"),
                s -> s.replaceFirst("\"erased\":\\[\"q-8\"\\]", "\"erased\":[]"),
                s -> s.replaceFirst("\"erased\":\\[\"q-8\"\\]", "\"erased\":[\"q\\u0001\"]"),
                s -> s.replaceFirst("\"erased\":\\[\"q-8\"\\]", "\"erased\":[null]"),
                s -> s.replaceFirst("\"erased\":\\[\"q-8\"\\]", "\"erased\":[\"q-8\",\"q-8\"]"))) {
            assertThat(Verification.verify(changed(pack, PackFormat.EVENTS, change))
                            .verdict())
                    .isEqualTo(Verdict.TAMPERED);
        }
        assertThat(Verification.verify(
                                changed(pack, PackFormat.MANIFEST, json -> json.replaceFirst("\"erased\":[0-9]+,", "")))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }
}
