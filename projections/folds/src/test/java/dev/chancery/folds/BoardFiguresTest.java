package dev.chancery.folds;

import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.candidate;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.content;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.contracts.fact.BiasConvention;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.figure.Extent;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Figures;
import dev.chancery.folds.figure.LaterEvents;
import dev.chancery.folds.figure.LaterEvents.About;
import dev.chancery.folds.figure.LaterEvents.Some;
import dev.chancery.folds.figure.Measure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BoardFiguresTest {

    private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant OVER = Instant.parse("2027-01-01T00:00:00Z");
    private static final Event HELD = new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);

    private final List<Recorded> events = new ArrayList<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private Instant at = Instant.parse("2026-11-30T12:00:00Z");

    private void add(String stream, Event... all) {
        for (Event event : all) {
            long position = events.size();
            events.add(new Recorded(
                    position,
                    "id-" + position,
                    stream,
                    sequences.merge(stream, 0L, (old, zero) -> old + 1),
                    at,
                    event));
            at = at.plusSeconds(1);
        }
    }

    private void task(String id, long cost, Event... last) {
        add(
                "task/" + id,
                new TaskOpened(
                        new TaskId(id),
                        TaskKind.INFERENCE,
                        SUPPORT,
                        TRIAGE,
                        new SessionId("s-1"),
                        null,
                        content("request"),
                        new PolicyVersion("p1")),
                routed(candidate("small", Tier.FILTER)),
                reserved(900),
                completed("small", cost),
                settled(900, cost));
        add("task/" + id, last);
    }

    private FigureSheet sheet() {
        Figures figures = new Figures(new FigureQuery(BEGIN, OVER, events.size()), document -> new TreeMap<>());
        events.forEach(figures::take);
        return figures.sheet();
    }

    private static String number(Figure figure) {
        return figure.value() + (figure.of() == null ? "" : "/" + figure.of()) + " " + figure.unit();
    }

    @Test
    void countsWhatPeopleAndOutcomesSayOfTheOutputsOfAWorkflow() {
        // given one approved, one edited, one that was found right when it was out, one withheld that agrees and one
        // not
        task("a", 10, HELD, new OutputApproved("ann", "yes"));
        task("b", 10, HELD, new OutputEdited("ann", "so", content("other")));
        task("c", 10, new OutputReleased(Gate.AUTONOMOUS, null));
        task("d", 10, new OutputShadowed(Gate.SHADOW));
        task("e", 10, new OutputShadowed(Gate.SHADOW));
        at = OVER.plusSeconds(60);
        add("task/c", new OutputReviewed("ann", Finding.RIGHT, "ok", null));
        add("task/d", outcome(true));
        add("task/e", outcome(false));
        // when
        FigureSheet sheet = sheet();
        // then
        assertThat(number(sheet.get(Measure.REVIEWS_APPROVED_BY_WORKFLOW, "workflow", "triage")))
                .isEqualTo("2/3 decisions/decisions");
        assertThat(number(sheet.get(Measure.OUTCOMES_AGREED_BY_WORKFLOW, "workflow", "triage")))
                .isEqualTo("1/2 outputs/outputs");
        assertThat(number(sheet.get(Measure.REVIEWS_OVERRIDDEN))).isEqualTo("1/2 decisions/decisions");
    }

    private static Event outcome(boolean agrees) {
        return new HumanOutcomeRecorded("ann", content("done"), new OutcomeComparison("same/1", agrees, 0.5, agrees));
    }

    @Test
    void holdsTheMonthsOfAPeriodAgainstTheCapOfTheCompany() {
        // given a cap from before the period, another in December, and one that came too late
        at = BEGIN.minusSeconds(600);
        add("budget", new BudgetCapSet(BudgetScope.Kind.COMPANY_MONTH, BudgetScope.COMPANY, usd(1_000)));
        at = Instant.parse("2026-11-30T12:00:00Z");
        task("a", 400, new OutputReleased(Gate.AUTONOMOUS, null));
        at = Instant.parse("2026-12-10T12:00:00Z");
        add("budget", new BudgetCapSet(BudgetScope.Kind.COMPANY_MONTH, BudgetScope.COMPANY, usd(2_000)));
        task("b", 500, new OutputReleased(Gate.AUTONOMOUS, null));
        at = OVER.plusSeconds(60);
        add("budget", new BudgetCapSet(BudgetScope.Kind.COMPANY_MONTH, BudgetScope.COMPANY, usd(9_000)));
        // when
        FigureSheet sheet = sheet();
        // then
        assertThat(sheet.all(Measure.CAP_USED))
                .extracting(figure -> figure.parameters().get("month") + " " + number(figure))
                .containsExactly(
                        "2026-10 0.000000/0.001000 USD/USD",
                        "2026-11 0.000400/0.001000 USD/USD",
                        "2026-12 0.000500/0.002000 USD/USD");
    }

    @Test
    void aMonthBehindTheLastEventOrBeforeThePeriodHasNoShareOfItsCap() {
        // given
        at = BEGIN;
        add("budget", new BudgetCapSet(BudgetScope.Kind.COMPANY_MONTH, BudgetScope.COMPANY, usd(1_000)));
        at = Instant.parse("2026-11-30T12:00:00Z");
        task("a", 400, new OutputReleased(Gate.AUTONOMOUS, null));
        for (Instant from : List.of(BEGIN.plusSeconds(1), Instant.parse("2026-11-01T00:00:00Z"))) {
            // when
            Figures figures = new Figures(
                    new FigureQuery(from, Instant.parse("9999-12-01T00:00:00Z"), events.size()),
                    document -> new TreeMap<>());
            events.forEach(figures::take);
            // then
            assertThat(figures.sheet().all(Measure.CAP_USED))
                    .extracting(figure -> figure.parameters().get("month") + " " + number(figure))
                    .endsWith("2026-11 0.000400/0.001000 USD/USD")
                    .hasSize(from.isBefore(Instant.parse("2026-11-01T00:00:00Z")) ? 2 : 1);
        }
        assertThat(Measure.CAP_USED.isOf(new Extent(Extent.Kind.LOG, null, 1))).isFalse();
    }

    @Test
    void readsThePoliciesThatTasksNameAndNoOthers() {
        // given
        task("a", 400, new OutputReleased(Gate.AUTONOMOUS, null));
        List<String> read = new ArrayList<>();
        Figures figures = new Figures(new FigureQuery(BEGIN, OVER, events.size()), document -> {
            read.add(document);
            return new TreeMap<>(Map.of("small", "acme"));
        });
        // when
        figures.know(new PolicyVersion("p0"), "older");
        figures.know(new PolicyVersion("p1"), "its own");
        events.forEach(figures::take);
        // then
        assertThat(figures.sheet().all(Measure.COST_BY_VENDOR))
                .extracting(figure -> figure.parameters().get("vendor"))
                .containsExactly("acme");
        assertThat(read).containsExactly("its own");
    }

    @Test
    void tellsTheLargestDifferenceOfTheNewestCheckThatHasOne() {
        // given an older check, one with three groups of which one has no interval, and one that says nothing
        add("bias/workflow/triage", checked(result("old", -0.9, -1.0, -0.8)));
        add(
                "bias/workflow/triage",
                checked(
                        result("near", 0.1, 0.0, 0.2),
                        result("far\u0007", -0.3, -0.4, -0.2),
                        new BiasResult(
                                BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                                BiasConvention.AIF360,
                                "sex",
                                "none",
                                "male",
                                3,
                                3,
                                -0.8,
                                null,
                                null,
                                null,
                                List.of(),
                                null,
                                BiasVerdict.INSUFFICIENT_DATA,
                                null)));
        add("bias/workflow/triage", checked());
        // when
        FigureSheet sheet = sheet();
        // then
        assertThat(number(sheet.get(Measure.BIAS_CHECKS))).isEqualTo("3 checks");
        assertThat(sheet.all(Measure.BIAS_VALUE)).singleElement().satisfies(figure -> {
            assertThat(number(figure)).isEqualTo("-0.300000 difference");
            assertThat(figure.parameters())
                    .containsEntry("group", "far\uFFFD")
                    .containsEntry("subject", "workflow/triage");
        });
        assertThat(sheet.all(Measure.BIAS_LOW))
                .extracting(BoardFiguresTest::number)
                .containsExactly("-0.400000 difference");
        assertThat(sheet.all(Measure.BIAS_HIGH))
                .extracting(BoardFiguresTest::number)
                .containsExactly("-0.200000 difference");
    }

    private static BiasResult result(String group, double value, double low, double high) {
        return new BiasResult(
                BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                BiasConvention.AIF360,
                "sex",
                group,
                "male",
                310,
                690,
                value,
                new BiasResult.Interval(low, high, "Newcombe"),
                null,
                null,
                List.of(),
                null,
                BiasVerdict.NO_BOUND,
                null);
    }

    private static Event checked(BiasResult... results) {
        return new BiasChecked(
                "c-1",
                new BiasFacts(
                        new BiasSubject(BiasSubject.Kind.WORKFLOW, "triage"),
                        "d-1",
                        "u-1",
                        List.of("granted"),
                        List.of(),
                        List.of(BiasMetric.STATISTICAL_PARITY_DIFFERENCE),
                        null,
                        BiasRules.USUAL,
                        List.of(),
                        BEGIN),
                List.of(),
                List.of(results),
                "ada");
    }

    @Test
    void findsWhatCameLaterOfAPeriod() {
        // given a task of the period and one of after it, both decided when it is over
        task("a", 10, HELD);
        long then = events.size();
        at = OVER.plusSeconds(60);
        task("b", 10, HELD);
        long decided = events.size();
        add("task/a", new OutputApproved("ann", "yes"));
        add("task/b", new OutputApproved("ann", "yes"));
        add("value/triage", new BaselineSet(TRIAGE, baseline(), "ada"), new BaselineSet(TRIAGE, baseline(), "ada"));
        // and something that was stamped before it was over
        at = OVER.minusSeconds(1);
        add("task/a", new OutputReviewed("ann", Finding.RIGHT, "ok", null));
        // when
        LaterEvents later = new LaterEvents(
                new FigureQuery(BEGIN, OVER, then),
                events.size(),
                event -> event.getClass().getSimpleName());
        events.forEach(later::take);
        // then
        assertThat(later.about(About.TASK))
                .containsOnly(
                        Map.entry("OutputApproved", new Some(1, decided, decided)),
                        Map.entry("OutputReviewed", new Some(1, decided + 4, decided + 4)));
        assertThat(later.about(About.BASELINE))
                .containsOnly(Map.entry("BaselineSet", new Some(2, decided + 2, decided + 3)));
        assertThat(later.about(About.PERIOD)).containsOnlyKeys("OutputReviewed");
        assertThat(later.about(About.INCIDENT)).isEmpty();
    }

    private static Baseline baseline() {
        return new Baseline(LocalDate.of(2026, 1, 1), usd(9_000), null, null, null, "a study");
    }
}
