package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.verifier.check.FigureCheck;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackFiguresTest {

    static final Instant FROM = Instant.parse("2026-11-05T00:00:00Z");
    static final Instant TO = Instant.parse("2026-11-06T00:00:00Z");

    private final MemoryLog log = SampleLog.of(40);

    @TempDir
    private Path directory;

    private Path pack(FigureQuery... queries) throws IOException {
        return write(log, directory.resolve("pack.zip"), queries);
    }

    /** A pack of the whole log with figures. */
    static Path write(MemoryLog log, Path file, FigureQuery... queries) throws IOException {
        log.write(
                new PackOrder(new PackRange(0, log.size(), null), log.checkpoint(), null, null, List.of(queries)),
                file);
        return file;
    }

    private Path pack() throws IOException {
        return pack(new FigureQuery(FROM, TO, log.size()));
    }

    private Path changed(Path pack, String entry, UnaryOperator<String> change) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        String before = new String(entries.get(entry), StandardCharsets.UTF_8);
        String after = change.apply(before);
        assertThat(after).as("the change").isNotEqualTo(before);
        entries.put(entry, after.getBytes(StandardCharsets.UTF_8));
        return Zips.write(directory.resolve("changed.zip"), entries);
    }

    private FigureCheck.Result forged(UnaryOperator<String> change) throws IOException {
        Path changed = Seal.anew(changed(pack(), PackFormat.FIGURES, change));
        // What is forged well, and signed by who forged it, is in one piece: only counting shows it.
        assertThat(Verification.verify(changed).findings()).isEmpty();
        return FigureCheck.check(changed);
    }

    private static String number(FigureCheck.Result result, String name) {
        return result.figures().stream()
                .map(FigureCheck.Counted::told)
                .filter(told -> told.name().equals(name))
                .map(FigureClaim::number)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsFiguresThatFollowFromItsEvents() throws IOException {
        // when
        Path pack = pack();
        Report report = Verification.verify(pack);
        FigureCheck.Result result = FigureCheck.check(pack);
        // then
        assertThat(report.findings()).isEmpty();
        assertThat(report.notChecked()).anyMatch(s -> s.contains("figures follow from the events"));
        assertThat(result.findings()).isEmpty();
        assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(result.agree()).isEqualTo(result.figures().size()).isGreaterThan(80);
        assertThat(number(result, "tasks.opened")).isEqualTo("40 tasks");
        assertThat(number(result, "tasks.by-state{state=OPENED}")).isEqualTo("1 tasks");
        assertThat(number(result, "cost.by-vendor{currency=USD, vendor=anthropic}"))
                .matches("0\\.00\\d{4} / 0\\.00\\d{4} USD/USD");
        assertThat(number(result, "log.size")).isEqualTo(log.size() + " events");
    }

    @Test
    void writesTheSameBytesForTheSameFigures() throws IOException {
        byte[] once = Zips.read(pack()).get(PackFormat.FIGURES);
        assertThat(Zips.read(pack()).get(PackFormat.FIGURES)).isEqualTo(once);
    }

    @Test
    void aPackHasFiguresOrNot() throws IOException {
        // when
        SequencedMap<String, byte[]> with = Zips.read(pack());
        SequencedMap<String, byte[]> without = Zips.read(pack(new FigureQuery[0]));
        // then
        assertThat(without).doesNotContainKey(PackFormat.FIGURES);
        assertThat(with.get(PackFormat.EVENTS)).isEqualTo(without.get(PackFormat.EVENTS));
        assertThat(with.get(PackFormat.MANIFEST)).isEqualTo(without.get(PackFormat.MANIFEST));
    }

    @Test
    void tellsWhatWasKnownThenBesideWhatIsKnownNow() throws IOException {
        // given
        long then = log.size();
        SampleLog.more(log, 40, 41);
        // when
        FigureCheck.Result result =
                FigureCheck.check(pack(new FigureQuery(FROM, TO, then), new FigureQuery(FROM, TO, log.size())));
        // then
        assertThat(result.findings()).isEmpty();
        assertThat(result.figures().stream()
                        .map(FigureCheck.Counted::told)
                        .filter(told -> told.name().equals("tasks.opened"))
                        .map(FigureClaim::number))
                .containsExactly("40 tasks", "41 tasks");
    }

    @Test
    void aForgedFigureIsCaught() throws IOException {
        // given what is another number, of another unit, or of another whole
        FigureCheck.Result value =
                forged(json -> json.replaceFirst("(\"id\":\"tasks.opened\".*?\"value\":)\"40\"", "$1\"41\""));
        assertThat(value.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(value.findings())
                .singleElement()
                .asString()
                .startsWith("tasks.opened of ")
                .endsWith(": the pack says 41 tasks, its events say 40 tasks.");
        assertThat(value.figures()).filteredOn(f -> !f.agrees()).hasSize(1);
        assertThat(forged(json -> json.replaceFirst("\"unit\":\"tasks\"", "\"unit\":\"tusks\""))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        assertThat(forged(json -> json.replaceFirst("(\"id\":\"tasks.delivered\".*?\"of\":)\"40\"", "$1\"39\""))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        // a number where there is none
        assertThat(forged(json -> json.replaceFirst(
                                "(\"id\":\"reviews.dwell-median\".*?\"unit\":\"s\")", "$1,\"value\":\"30\""))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        // a figure of what the events do not have
        assertThat(forged(json -> json.replaceFirst("\"vendor\":\"anthropic\"", "\"vendor\":\"nobody\""))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void nobodyChoosesWhichFiguresAreTold() throws IOException {
        // given one that is left out, two that change places, and one that is told twice
        FigureCheck.Result out =
                forged(json -> objects(json, objects -> objects.removeIf(o -> o.contains("incidents.opened"))));
        assertThat(out.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(out.findings()).singleElement().asString().startsWith("incidents.opened of ");
        assertThat(forged(json -> objects(json, objects -> Collections.swap(objects, 3, 4)))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        assertThat(forged(json -> objects(json, objects -> objects.add(objects.getLast())))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    private interface Change {
        void of(List<String> objects);
    }

    private static String objects(String json, Change change) {
        List<String> objects =
                new ArrayList<>(List.of(json.substring(1, json.length() - 1).split("(?<=}),(?=\\{\"id\")")));
        change.of(objects);
        return "[" + String.join(",", objects) + "]";
    }

    @Test
    void whatThisVersionCannotCountIsUnverifiable() throws IOException {
        assertThat(forged(json -> json.replace(
                                "{\"name\":\"figures-tasks\",\"version\":1}",
                                "{\"name\":\"figures-tasks\",\"version\":2}"))
                        .verdict())
                .isEqualTo(Verdict.UNVERIFIABLE);
        FigureCheck.Result unknown =
                forged(json -> json.replace("\"id\":\"log.losses\"", "\"id\":\"log.loss-events\""));
        assertThat(unknown.findings()).anyMatch(s -> s.contains("not known to this version"));
        assertThat(unknown.verdict()).isEqualTo(Verdict.INCOMPLETE);
    }

    @Test
    void figuresThatAnotherVersionDidNotCountAreUnverifiable() throws IOException {
        // given a fold of an older version, which lacks a figure, and one that there was not then
        FigureCheck.Result older = forged(json -> objects(
                json.replace(
                        "{\"name\":\"figures-register\",\"version\":2}",
                        "{\"name\":\"figures-register\",\"version\":1}"),
                objects -> objects.removeIf(o -> o.contains("systems.in-use"))));
        FigureCheck.Result none =
                forged(json -> objects(json, objects -> objects.removeIf(o -> o.contains("figures-register"))));
        // then
        for (FigureCheck.Result result : List.of(older, none)) {
            assertThat(result.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
            assertThat(result.findings())
                    .anyMatch(s -> s.startsWith("systems.in-use of ") && s.contains("made by another version"));
        }
    }

    @Test
    void thousandsOfFindingsAreCounted() throws IOException {
        // given many figures of nothing, and behind them a graver one
        FigureCheck.Result result = forged(json ->
                objects(json.replaceFirst("(\"id\":\"tasks.opened\".*?\"value\":)\"40\"", "$1\"41\""), objects -> {
                    for (int i = 0; i < 1_500; i++) {
                        objects.addFirst(
                                objects.getLast().replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"none.n" + i + "\""));
                    }
                }));
        // then
        assertThat(result.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(result.findings())
                .hasSize(1_002)
                .anyMatch(s -> s.startsWith("tasks.opened of "))
                .last()
                .isEqualTo("There are 500 more findings of the kind.");
    }

    @Test
    void aPolicyThatNoTaskNamesNeedNotBeRead() throws IOException {
        // given one that this version cannot read
        log.append("policy", new PolicyActivated(new PolicyVersion("ab".repeat(32)), "{\"older\":true}"));
        Path pack = pack();
        // when and then
        assertThat(FigureCheck.check(pack).verdict()).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void aFileThatWouldBeTooLongIsNotWritten() {
        // given a policy that no pack can hold
        PolicyVersion version = new PolicyVersion("ab".repeat(32));
        log.append("policy", new PolicyActivated(version, "x".repeat(PackFormat.MAX_ENTRY + 1)));
        TaskId task = new TaskId("large");
        log.append(
                "task/large",
                new TaskOpened(
                        task,
                        TaskKind.INFERENCE,
                        SampleLog.AGENT,
                        new WorkflowId("letters"),
                        new SessionId("s-1"),
                        null,
                        SampleLog.content("q-1").ref(),
                        version));
        PackRange range = new PackRange(0, log.size(), new Scope(task.value(), null, null));
        // when and then
        assertThatThrownBy(() -> log.write(range, directory.resolve("large.zip")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a file of a pack may have " + PackFormat.MAX_ENTRY);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void figuresOfMoreThanThePackHasAreIncomplete() throws IOException {
        // given figures of events behind the pack's end
        long end = log.size();
        Path pack = changed(pack(), PackFormat.FIGURES, json -> json.replace("\"end\":" + end, "\"end\":" + (end + 1)));
        assertThatThrownBy(() -> FigureCheck.check(pack))
                .isInstanceOfSatisfying(
                        PackDefect.class, e -> assertThat(e.verdict()).isEqualTo(Verdict.INCOMPLETE));
        // and in a pack that does not disclose all
        byte[] figures = Zips.read(pack()).get(PackFormat.FIGURES);
        log.write(new PackRange(0, log.size(), new Scope(null, "letters", null)), directory.resolve("scoped.zip"));
        SequencedMap<String, byte[]> entries = Zips.read(directory.resolve("scoped.zip"));
        entries.put(PackFormat.FIGURES, figures);
        Seal.asFormat(entries, 4);
        Path scoped = Zips.write(directory.resolve("scoped.zip"), entries);
        assertThat(Verification.verify(scoped).findings()).isEmpty();
        assertThatThrownBy(() -> FigureCheck.check(scoped))
                .isInstanceOfSatisfying(
                        PackDefect.class, e -> assertThat(e.verdict()).isEqualTo(Verdict.INCOMPLETE));
        // nor can one be ordered
        assertThatThrownBy(() -> new PackOrder(
                        new PackRange(0, end, null),
                        log.checkpoint(),
                        null,
                        null,
                        List.of(new FigureQuery(FROM, TO, end + 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void figuresThatAreNotInTheirOneFormAreTampering() throws IOException {
        List<UnaryOperator<String>> changes = List.of(
                json -> json + "\n",
                json -> json.replaceFirst(",", ", "),
                json -> "[]",
                json -> "[null]",
                json -> "{}",
                json -> json.replaceFirst("\"value\":\"40\"", "\"value\":40"),
                json -> json.replaceFirst("\"value\":\"40\"", "\"value\":\"4e1\""),
                json -> json.replaceFirst("\"value\":\"40\"", "\"value\":null"),
                json -> json.replaceFirst("\"id\":\"log", "\"id\":\"Log"),
                json -> json.replaceFirst("\"id\":", "\"other\":1,\"id\":"),
                json -> json.replaceFirst("\"from\":\"2026", "\"from\":\"2027"),
                json -> json.replaceFirst("\"from\":\"2026", "\"from\":\"1926"),
                json -> json.replaceFirst("000000Z", "000Z"),
                json -> json.replaceFirst("\"end\":", "\"end\":-"),
                json -> json.replaceFirst("\"folds\":\\[[^\\]]*\\]", "\"folds\":[]"));
        for (UnaryOperator<String> change : changes) {
            assertThat(Verification.verify(changed(pack(), PackFormat.FIGURES, change))
                            .verdict())
                    .as(change.apply("[{\"id\":\"log.x\",\"value\":\"40\"}]"))
                    .isEqualTo(Verdict.TAMPERED);
        }
    }

    @Test
    void anOlderFormatSaysWhetherThereAreFigures() throws IOException {
        // given
        SequencedMap<String, byte[]> entries = Seal.asFormat(Zips.read(pack()), 4);
        byte[] figures = entries.remove(PackFormat.FIGURES);
        Path without = Zips.write(directory.resolve("without.zip"), entries);
        SequencedMap<String, byte[]> old = Seal.asFormat(Zips.read(pack(new FigureQuery[0])), 3);
        old.put(PackFormat.FIGURES, figures);
        // when and then
        assertThat(Verification.verify(without).verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(Verification.verify(Zips.write(directory.resolve("old.zip"), old))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        assertThatThrownBy(() -> FigureCheck.check(pack(new FigureQuery[0]))).isInstanceOf(PackDefect.class);
    }

    @Test
    void figuresThatAreTakenOutOfAContainerAreMissed() throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack());
        entries.remove(PackFormat.FIGURES);
        Report report = Verification.verify(Zips.write(directory.resolve("without.zip"), entries));
        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.findings().getFirst()).contains("figures.json");
    }
}
