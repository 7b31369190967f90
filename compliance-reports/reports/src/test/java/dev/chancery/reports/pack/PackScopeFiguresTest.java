package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.folds.figure.Extent;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.Measure;
import dev.chancery.verifier.check.FigureCheck;
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
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of what a pack discloses, when that is not the whole log. */
class PackScopeFiguresTest {

    private static final Instant FROM = Instant.parse("2026-11-05T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-06T00:00:00Z");
    private static final Scope TRIAGE = Scope.ofSystem("triage");
    private static final Scope CUSTOMER = Scope.ofSubject("customer-1");
    private static final Scope LETTERS = new Scope(null, "letters", null);

    private final ScopedLog company = ScopedLog.make();
    private final MemoryLog log = company.log;

    @TempDir
    private Path directory;

    private Path write(long from, Scope scope) throws IOException {
        Path pack = directory.resolve("pack.zip");
        log.write(
                new PackOrder(
                        new PackRange(from, log.size(), scope),
                        log.checkpoint(),
                        null,
                        null,
                        List.of(new FigureQuery(FROM, TO, log.size()))),
                pack);
        return pack;
    }

    private static FigureCheck.Result counted(Path pack) throws IOException {
        assertThat(Verification.verify(pack).findings()).isEmpty();
        return FigureCheck.check(pack);
    }

    private Path changed(Path pack, UnaryOperator<String> change) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        String before = new String(entries.get(PackFormat.FIGURES), StandardCharsets.UTF_8);
        String after = change.apply(before);
        assertThat(after).as("the change").isNotEqualTo(before);
        entries.put(PackFormat.FIGURES, after.getBytes(StandardCharsets.UTF_8));
        return Zips.write(directory.resolve("changed.zip"), Seal.anew(entries, Seal.KEY));
    }

    private static String number(FigureCheck.Result result, String name) {
        return result.figures().stream()
                .map(FigureCheck.Counted::told)
                .filter(told -> told.name().equals(name))
                .map(FigureClaim::number)
                .findFirst()
                .orElse("not told");
    }

    @Test
    void tellsFiguresOfWhatIsDisclosedAndOfNothingElse() throws IOException {
        // given
        company.erase("e-1", ContentScope.Kind.SUBJECT, "customer-1");
        company.erase("e-2", ContentScope.Kind.SUBJECT, "customer-2");
        // when
        FigureCheck.Result system = counted(write(0, TRIAGE));
        FigureCheck.Result subject = counted(write(0, CUSTOMER));
        FigureCheck.Result workflow = counted(write(0, LETTERS));
        // then
        for (FigureCheck.Result result : List.of(system, subject, workflow)) {
            assertThat(result.findings()).isEmpty();
            assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(number(result, "log.size")).isEqualTo("not told");
            assertThat(number(result, "worth.net-total{currency=USD}")).isEqualTo("not told");
            assertThat(number(result, "budgets.exhausted")).isEqualTo("not told");
            assertThat(number(result, "acts.abandoned{act=EXPORT}")).isEqualTo("not told");
        }
        assertThat(number(system, "tasks.opened")).isEqualTo("6 tasks");
        assertThat(number(system, "systems.by-status{status=IN_SERVICE}")).isEqualTo("1 systems");
        assertThat(number(system, "incidents.opened")).isEqualTo("1 incidents");
        assertThat(number(system, "incidents.closed")).isEqualTo("1 incidents");
        assertThat(number(system, "workflows.by-gate{gate=HUMAN_IN_THE_LOOP}")).isEqualTo("1 workflows");
        assertThat(number(system, "erasures.completed")).isEqualTo("not told");
        assertThat(number(subject, "tasks.opened")).isEqualTo("6 tasks");
        assertThat(number(subject, "erasures.completed")).isEqualTo("1 erasures");
        assertThat(number(subject, "incidents.opened")).isEqualTo("not told");
        assertThat(number(workflow, "tasks.opened")).isEqualTo("6 tasks");
        assertThat(number(workflow, "systems.by-status{status=IN_SERVICE}")).isEqualTo("not told");
        // and by the policy, whose activation no scope has, who was paid
        assertThat(number(workflow, "cost.by-vendor{currency=USD, vendor=anthropic}"))
                .endsWith("USD/USD")
                .isNotEqualTo("not told");
        assertThat(number(workflow, "cost.by-vendor{currency=USD, vendor=unknown}"))
                .isEqualTo("not told");
    }

    @Test
    void theScopesOfAllWorkflowsAddUpToTheWholeLog() throws IOException {
        // given
        FigureCheck.Result whole = counted(write(0, null));
        FigureCheck.Result letters = counted(write(0, LETTERS));
        FigureCheck.Result support = counted(write(0, new Scope(null, "support", null)));
        // then
        for (String name : List.of(
                "tasks.opened",
                "tasks.by-state{state=RELEASED}",
                "tokens.input",
                "redactions.total",
                "reviews.decided")) {
            assertThat(value(letters, name) + value(support, name)).as(name).isEqualTo(value(whole, name));
        }
    }

    private static long value(FigureCheck.Result result, String name) {
        return Long.parseLong(number(result, name).split(" ", 2)[0]);
    }

    @Test
    void aRangeThatBeginsLaterSaysHowManyStreamsItLeavesOut() throws IOException {
        // given a range that begins when a task of each workflow is under way
        long from = log.readStream("task/t-8").getFirst().position() + 1;
        for (Scope scope : new Scope[] {null, LETTERS, TRIAGE, CUSTOMER}) {
            // when
            FigureCheck.Result result = counted(write(from, scope));
            // then
            assertThat(result.findings()).isEmpty();
            long began = log.events.stream()
                    .filter(event -> event.position() >= from && event.name().equals("task.opened"))
                    .filter(event -> scope == null || scope == CUSTOMER || isOfLetters(event.stream()))
                    .filter(event ->
                            scope != CUSTOMER || Integer.parseInt(event.stream().substring(7)) < 12)
                    .count();
            assertThat(value(result, "tasks.opened")).isEqualTo(began).isPositive();
            assertThat(value(result, "streams.left-out")).isPositive();
            // what stood before the range nobody can count from it
            assertThat(number(result, "systems.outdated")).isEqualTo("not told");
            assertThat(number(result, "incidents.open")).isEqualTo("not told");
            assertThat(number(result, "log.size")).isEqualTo("not told");
        }
        assertThat(value(counted(write(from, LETTERS)), "streams.left-out")).isEqualTo(1);
        assertThat(number(counted(write(0, LETTERS)), "streams.left-out")).isEqualTo("not told");
    }

    private static boolean isOfLetters(String stream) {
        return Integer.parseInt(stream.substring("task/t-".length())) % 3 == 2;
    }

    @Test
    void wrongFiguresOfAPartAreCaught() throws IOException {
        for (Scope scope : List.of(TRIAGE, CUSTOMER)) {
            Path pack = write(0, scope);
            // another number, one of another scope, one that is left out, one that no scope has
            assertThat(counted(changed(
                                    pack,
                                    json -> json.replaceFirst(
                                            "(\"id\":\"tasks.opened\".*?\"value\":)\"6\"", "$1\"7\"")))
                            .verdict())
                    .isEqualTo(Verdict.TAMPERED);
            assertThat(counted(changed(pack, json -> without(json, "redactions.total")))
                            .verdict())
                    .isEqualTo(Verdict.INCOMPLETE);
            assertThat(counted(changed(
                                    pack, json -> json.replaceFirst("\"id\":\"tasks.opened\"", "\"id\":\"log.size\"")))
                            .verdict())
                    .isEqualTo(Verdict.TAMPERED);
            for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                    json -> json.replaceFirst("\"scope\":\\{[^}]*},", ""),
                    json -> json.replaceFirst("\"scope\":\\{[^}]*}", "\"scope\":{\"workflow\":\"letters\"}"),
                    json -> json.replaceFirst("(\"scope\":\\{[^}]*},)", "$1\"first\":1,"))) {
                Path changed = changed(pack, change);
                assertThat(Verification.verify(changed).findings()).isEmpty();
                assertThatThrownBy(() -> FigureCheck.check(changed))
                        .isInstanceOfSatisfying(
                                PackDefect.class, e -> assertThat(e.verdict()).isEqualTo(Verdict.INCOMPLETE));
            }
            // and what is no scope, or no position
            for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                    json -> json.replaceFirst("\"scope\":\\{[^}]*}", "\"scope\":{}"),
                    json -> json.replaceFirst("\"scope\":\\{[^}]*}", "\"scope\":{\"task\":\"a\",\"agent\":\"b\"}"),
                    json -> json.replaceFirst("(\"scope\":\\{[^}]*},)", "$1\"first\":0,"),
                    json -> json.replaceFirst("(\"scope\":\\{[^}]*},)", "$1\"first\":-1,"))) {
                assertThat(Verification.verify(changed(pack, change)).verdict()).isEqualTo(Verdict.TAMPERED);
            }
        }
    }

    private static String without(String json, String id) {
        return Stream.of(json.substring(1, json.length() - 1).split("(?<=}),(?=\\{\"id\")"))
                .filter(figure -> !figure.contains("\"id\":\"" + id + "\""))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void everyMeasureIsOfTheWholeLogOrOfARangeThatBeginsLater() {
        for (Measure measure : Measure.values()) {
            assertThat(measure.isOf(Extent.WHOLE)).as(measure.id()).isEqualTo(measure != Measure.STREAMS_LEFT_OUT);
        }
        assertThat(Measure.COST.isOf(new Extent(Extent.Kind.SUBJECT, "s", 9))).isTrue();
        assertThat(Measure.INCIDENTS_OPEN.isOf(new Extent(Extent.Kind.SYSTEM, "s", 0)))
                .isTrue();
        assertThat(Measure.INCIDENTS_OPEN.isOf(new Extent(Extent.Kind.SYSTEM, "s", 9)))
                .isFalse();
        assertThat(Measure.COMPANY_CAP.isOf(new Extent(Extent.Kind.WORKFLOW, "w", 0)))
                .isFalse();
    }
}
