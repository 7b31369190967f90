package dev.chancery.folds;

import static dev.chancery.folds.Streams.ANSWER;
import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.USD;
import static dev.chancery.folds.Streams.candidate;
import static dev.chancery.folds.Streams.classified;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.failed;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.stream;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.Qualities.Quality;
import dev.chancery.folds.Spend.Cell;
import dev.chancery.folds.Spend.Outcomes;
import dev.chancery.folds.Spend.Shares;
import dev.chancery.folds.Spend.Total;
import dev.chancery.folds.SpendAnomalies.Anomaly;
import dev.chancery.folds.WorkflowWorth.Day;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostFoldsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);
    private static final Event HELD = new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);

    /** An answer with 30 of 40 tokens from the cache, for 20 in place of 50. */
    private static Event cached() {
        return new InferenceCompleted(
                "small",
                "s-1",
                new Usage(40, 7, false, new UsageDetails(30, 0, 0, 0, 0, 0, usd(50))),
                usd(20),
                5,
                "stop",
                ANSWER);
    }

    private static List<Recorded> judged(String id, Event... last) {
        List<Event> events = new ArrayList<>(List.of(
                classified(),
                routed(candidate("small", Tier.FILTER), candidate("big", Tier.ARCHITECT)),
                reserved(900),
                failed("small", 10),
                cached(),
                new JudgeAnswered("big", "b-1", new Usage(9, 3, false), usd(70), 5),
                completed("small", 30),
                settled(900, 130),
                HELD));
        events.addAll(List.of(last));
        return task(id, events.toArray(Event[]::new));
    }

    private static Map<Cell, Total> spend(List<Recorded> log) {
        return totals(new Spend(), log);
    }

    private static <K> Map<K, Total> totals(Fold<Step, K, Total> fold, List<Recorded> log) {
        TaskSummaries summaries = new TaskSummaries();
        Map<String, TaskSummary> tasks = new LinkedHashMap<>();
        Map<K, Total> totals = new LinkedHashMap<>();
        for (Recorded recorded : log) {
            TaskSummary before = tasks.get(recorded.stream());
            TaskSummary after = summaries.apply(summaries.keys(recorded).getFirst(), before, recorded);
            tasks.put(recorded.stream(), after);
            Step step = new Step(recorded, before, after);
            for (K key : fold.keys(step)) {
                totals.put(key, fold.apply(key, totals.get(key), step));
            }
        }
        return totals;
    }

    private static Cell cell(String deployment, Tier tier) {
        return new Cell(DAY, SUPPORT, TRIAGE, deployment, tier, USD);
    }

    @Test
    void daysOfOneDimensionAreTheSumsOfItsCells() {
        // given answers of one deployment, a judge of another, people who decide and one task that still waits
        List<Recorded> log = new ArrayList<>();
        log.addAll(judged("a", new ReviewTimed("ann", null, 4_000L), new OutputRejected("ann", "no")));
        log.addAll(judged("b", new ReviewTimed("ann", null, null), new OutputApproved("ann", "yes")));
        log.addAll(judged("c"));
        // when
        Map<SpendDays.Key, Total> days = totals(new SpendDays(), log);
        // then
        Map<SpendDays.Key, Total> sums = new LinkedHashMap<>();
        spend(log).forEach((cell, total) -> {
            for (SpendDays.Dimension dimension : SpendDays.Dimension.values()) {
                sums.merge(SpendDays.Key.of(dimension, cell), total, (a, b) -> Spend.sum(a, b, 1));
            }
        });
        assertThat(days)
                .containsExactlyInAnyOrderEntriesOf(sums)
                .containsOnlyKeys(
                        new SpendDays.Key(SpendDays.Dimension.AGENT, DAY, SUPPORT.value(), USD),
                        new SpendDays.Key(SpendDays.Dimension.WORKFLOW, DAY, TRIAGE.value(), USD),
                        new SpendDays.Key(SpendDays.Dimension.DEPLOYMENT, DAY, "small", USD),
                        new SpendDays.Key(SpendDays.Dimension.DEPLOYMENT, DAY, "big", USD),
                        new SpendDays.Key(SpendDays.Dimension.TIER, DAY, "FILTER", USD),
                        new SpendDays.Key(SpendDays.Dimension.TIER, DAY, "ARCHITECT", USD));
        assertThat(days.get(new SpendDays.Key(SpendDays.Dimension.AGENT, DAY, SUPPORT.value(), USD)))
                .satisfies(total -> {
                    assertThat(total.tasks()).isEqualTo(3);
                    assertThat(total.amount()).isEqualTo(usd(390));
                    assertThat(total.outcomes()).isEqualTo(new Outcomes(1, 1, 0, 0, 2, 1, 4_000));
                });
    }

    @Test
    void aTaskMovesFromOneOutcomeToAnotherAndItsMoneyStays() {
        // given one that is rejected after 4 seconds, one that is approved and whose time is not known, one that waits
        List<Recorded> log = new ArrayList<>();
        log.addAll(judged("a", new ReviewTimed("ann", null, 4_000L), new OutputRejected("ann", "no")));
        log.addAll(judged("b", new ReviewTimed("ann", null, null), new OutputApproved("ann", "yes")));
        log.addAll(judged("c"));
        // then
        assertThat(spend(log))
                .containsOnly(
                        Map.entry(
                                cell("small", Tier.FILTER),
                                new Total(
                                        3,
                                        240,
                                        42,
                                        usd(180),
                                        new Outcomes(1, 1, 0, 0, 2, 1, 4_000),
                                        new Shares(0, 90, 30, 90, 0, 60, 90))),
                        Map.entry(
                                cell("big", Tier.ARCHITECT),
                                new Total(
                                        0,
                                        27,
                                        9,
                                        usd(210),
                                        new Outcomes(0, 0, 0, 0, 0, 0, 0),
                                        new Shares(210, 0, 0, 0, 0, 70, 0))));
    }

    @Test
    void theOrderInWhichTasksAreInterleavedDoesNotMatter() {
        List<Recorded> one = judged("a", new OutputApproved("ann", "yes"));
        List<Recorded> other = judged("b", new OutputRejected("ann", "no"));
        List<Recorded> mixed = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            mixed.add(other.get(i));
            mixed.add(one.get(i));
        }
        List<Recorded> inTurn = new ArrayList<>(one);
        inTurn.addAll(other);
        assertThat(spend(mixed)).isEqualTo(spend(inTurn));
    }

    @Test
    void qualityIsCountedWhenItIsKnownAndJudgesAreNotPartOfItsCost() {
        List<Recorded> log = new ArrayList<>();
        log.addAll(judged("a", new OutputRejected("ann", "no")));
        log.addAll(judged("b", new OutputApproved("ann", "yes")));
        log.addAll(judged("c"));
        assertThat(fold(new Qualities(), log).values())
                .containsExactly(new Quality(TRIAGE, "card_lost", "auto", "small", 3, usd(150), 2, 1, 0, 0));
    }

    @Test
    void aReleasedOutputIsDelivered() {
        Map<Cell, Total> totals = spend(task(
                "a",
                routed(candidate("small", Tier.FILTER)),
                reserved(900),
                completed("small", 20),
                settled(900, 20),
                new OutputReleased(Gate.AUTONOMOUS, null)));
        assertThat(totals.get(cell("small", Tier.FILTER)).outcomes().delivered())
                .isEqualTo(1);
    }

    private static Baseline baseline(String from, long cost, Long rate, Currency currency) {
        return new Baseline(
                LocalDate.parse(from),
                new Micros(cost, currency),
                null,
                rate == null ? null : new Micros(rate, currency),
                null,
                "study");
    }

    private static Optional<Baselines.OfWorkflow> baselines(Baseline... set) {
        Baselines fold = new Baselines();
        Baselines.OfWorkflow state = null;
        for (Baseline each : set) {
            Step step = Step.of(
                    stream("value/triage", new BaselineSet(TRIAGE, each, "ada")).getFirst());
            assertThat(fold.keys(step)).containsExactly(TRIAGE);
            state = fold.apply(TRIAGE, state, step);
        }
        return Optional.ofNullable(state);
    }

    @Test
    void whatPeopleWouldHaveCostLessWhatWasPaidIsTheNet() {
        // given 4.20 a task, and from the second day on 5.00; 36 an hour of review
        Optional<Baselines.OfWorkflow> baselines = baselines(
                baseline("2026-11-29", 4_200_000, 36_000_000L, USD),
                baseline("2026-11-30", 5_000_000, 36_000_000L, USD));
        List<Day> days = List.of(
                new Day(DAY.minusDays(2), 7, usd(999), 0, 0),
                new Day(DAY.minusDays(1), 10, usd(1_000_000), 2, 100_000),
                new Day(DAY, 10, usd(2_000_000), 0, 1));
        // when
        WorkflowWorth worth = WorkflowWorth.of(days, baselines);
        // then the review of 100 s is 1.00, that of a millisecond is rounded up
        assertThat(worth.delivered()).isEqualTo(27);
        assertThat(worth.compared()).isEqualTo(20);
        assertThat(worth.baselineCost()).isEqualTo(usd(92_000_000));
        assertThat(worth.cost()).isEqualTo(usd(3_000_000));
        assertThat(worth.reviewCost()).isEqualTo(usd(1_000_010));
        assertThat(worth.net()).isEqualTo(usd(92_000_000 - 3_000_000 - 1_000_010));
        assertThat(worth.percentOfCost()).isEqualTo(2_199);
        assertThat(worth.untimedReviews()).isEqualTo(2);
        assertThat(worth.note()).isEqualTo("1 of 3 days have no baseline and are not compared.");
    }

    @Test
    void currenciesAreNotComparedAndReviewWithoutARateIsSaid() {
        List<Day> days = List.of(new Day(DAY, 10, usd(2_000_000), 0, 5_000));
        WorkflowWorth euro =
                WorkflowWorth.of(days, baselines(baseline("2026-11-01", 4_200_000, null, Currency.getInstance("EUR"))));
        assertThat(euro.net()).isNull();
        assertThat(euro.note()).contains("another currency");
        WorkflowWorth none = WorkflowWorth.of(days, Optional.empty());
        assertThat(none.net()).isNull();
        assertThat(none.note()).contains("Set one");
        WorkflowWorth rateless = WorkflowWorth.of(days, baselines(baseline("2026-11-01", 4_200_000, null, USD)));
        assertThat(rateless.net()).isEqualTo(usd(40_000_000));
        assertThat(rateless.reviewCost()).isNull();
        assertThat(rateless.note()).contains("without it");
    }

    @ParameterizedTest
    @CsvSource({
        // a steady series: 100 a day with a deviation of 5 at least, so 126 is far and 125 is not
        "100 100 100 100 100 100 100, 125, false",
        "100 100 100 100 100 100 100, 126, true",
        "100 100 100 100 100 100 100, 10, false",
        // a lively one: median 100, deviation 20
        "80 120 100 60 140 100 80 120, 203, false",
        "80 120 100 60 140 100 80 120, 204, true",
        // one wild day before does not hide the next
        "100 100 100 100 100 100 100 9000, 126, true",
        // nothing was ever spent
        "0 0 0 0 0 0 0, 6, true",
        "0 0 0 0 0 0 0, 5, false",
    })
    void aDayIsFarAboveByMedianAndDeviation(String before, long value, boolean anomaly) {
        TreeMap<LocalDate, Long> series = new TreeMap<>();
        String[] values = before.split(" ");
        for (int i = 0; i < values.length; i++) {
            series.put(DAY.minusDays(values.length - i), Long.valueOf(values[i]));
        }
        series.put(DAY, value);
        SpendAnomalies.Found found = SpendAnomalies.find(series, DAY, DAY);
        assertThat(found.held()).isEqualTo(1);
        assertThat(found.anomalies()).hasSize(anomaly ? 1 : 0);
        if (anomaly) {
            Anomaly each = found.anomalies().getFirst();
            assertThat(each.day()).isEqualTo(DAY);
            assertThat(each.value()).isEqualTo(value);
            assertThat(each.days()).isEqualTo(values.length);
        }
    }

    @Test
    void withFewerThanSevenDaysThereIsInsufficientData() {
        TreeMap<LocalDate, Long> series = new TreeMap<>();
        for (int i = 1; i <= 6; i++) {
            series.put(DAY.minusDays(i), 100L);
        }
        series.put(DAY.minusDays(60), 100L);
        series.put(DAY, 1_000_000L);
        SpendAnomalies.Found found = SpendAnomalies.find(series, DAY, DAY);
        assertThat(found.anomalies()).isEmpty();
        assertThat(found.insufficient()).isEqualTo(1);
    }
}
