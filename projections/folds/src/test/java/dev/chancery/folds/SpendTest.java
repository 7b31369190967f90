package dev.chancery.folds;

import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.USD;
import static dev.chancery.folds.Streams.candidate;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.failed;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.Spend.Cell;
import dev.chancery.folds.Spend.Total;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpendTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);

    @Test
    void everyMicroOfASettlementIsBookedOnceAndEveryTaskCountsOnce() {
        // given one task that fell back, one that failed after a charge, one abandoned; all opened before midnight
        List<Recorded> log = new ArrayList<>();
        log.addAll(task("a", both(), reserved(900), failed("big", 300), completed("small", 20), settled(900, 320)));
        log.addAll(task("b", both(), reserved(900), failed("big", 70), new TaskFailed("none"), settled(900, 100)));
        log.addAll(task(
                "c",
                both(),
                reserved(900),
                new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "crash")));

        // when
        Map<Cell, Total> totals = fold(log);

        // then
        assertThat(totals)
                .containsOnly(
                        Map.entry(cell("big", Tier.ARCHITECT), new Total(2, 0, 0, usd(300 + 100 + 900))),
                        Map.entry(cell("small", Tier.FILTER), new Total(1, 40, 7, usd(20))));
    }

    @Test
    void aSettlementAfterAnAbandonmentIsNotBookedAgain() {
        // given
        List<Recorded> log = task(
                "a",
                both(),
                reserved(900),
                new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "crash"),
                settled(900, 900));

        // then
        assertThat(fold(log)).containsOnly(Map.entry(cell("big", Tier.ARCHITECT), new Total(1, 0, 0, usd(900))));
    }

    @Test
    void tokensOfJudgesAndOfRevisedAnswersCountWhereTheyWereAsked() {
        assertThat(fold(task(
                        "a",
                        both(),
                        reserved(900),
                        completed("small", 20),
                        new JudgeAnswered("big", "b-1", new Usage(9, 3, false), usd(70), 5),
                        completed("small", 30),
                        settled(900, 120))))
                .containsOnly(
                        Map.entry(cell("big", Tier.ARCHITECT), new Total(0, 9, 3, usd(70))),
                        Map.entry(cell("small", Tier.FILTER), new Total(1, 80, 14, usd(50))));
    }

    @Test
    void aFreeAnswerCountsAsATask() {
        assertThat(fold(task("a", both(), reserved(0), completed("small", 0), settled(0, 0))))
                .containsOnly(Map.entry(cell("small", Tier.FILTER), new Total(1, 40, 7, usd(0))));
    }

    private static Event both() {
        return routed(candidate("big", Tier.ARCHITECT), candidate("small", Tier.FILTER));
    }

    private static Cell cell(String deployment, Tier tier) {
        return new Cell(DAY, SUPPORT, TRIAGE, deployment, tier, USD);
    }

    private static Map<Cell, Total> fold(List<Recorded> log) {
        Spend spend = new Spend();
        TaskSummaries summaries = new TaskSummaries();
        Map<String, TaskSummary> tasks = new LinkedHashMap<>();
        Map<Cell, Total> totals = new LinkedHashMap<>();
        for (Recorded recorded : log) {
            TaskSummary before = tasks.get(recorded.stream());
            TaskSummary after = summaries.apply(summaries.keys(recorded).getFirst(), before, recorded);
            tasks.put(recorded.stream(), after);
            Step step = new Step(recorded, before, after);
            for (Cell cell : spend.keys(step)) {
                totals.put(cell, spend.apply(cell, totals.get(cell), step));
            }
        }
        return totals;
    }
}
