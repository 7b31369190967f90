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

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ContentRef;
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
import org.jspecify.annotations.Nullable;
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
        Map<Cell, Plain> totals = fold(log);

        // then
        assertThat(totals)
                .containsOnly(
                        Map.entry(cell("big", Tier.ARCHITECT), new Plain(2, 0, 0, usd(300 + 100 + 900))),
                        Map.entry(cell("small", Tier.FILTER), new Plain(1, 40, 7, usd(20))));
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
        assertThat(fold(log)).containsOnly(Map.entry(cell("big", Tier.ARCHITECT), new Plain(1, 0, 0, usd(900))));
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
                        Map.entry(cell("big", Tier.ARCHITECT), new Plain(0, 9, 3, usd(70))),
                        Map.entry(cell("small", Tier.FILTER), new Plain(1, 80, 14, usd(50))));
    }

    @Test
    void aFreeAnswerCountsAsATask() {
        assertThat(fold(task("a", both(), reserved(0), completed("small", 0), settled(0, 0))))
                .containsOnly(Map.entry(cell("small", Tier.FILTER), new Plain(1, 40, 7, usd(0))));
    }

    @Test
    void aPaidCallOfAToolCountsAsFailingWhenNothingCameOfItAndNotElse() {
        // given calls that came to something, one of them with a result that a person withheld, and calls that did not
        ContentRef result = new ContentRef(new ContentId("r"), "ab".repeat(32), 3);
        Event asked = new ToolCallRequested("crm", "find", "00", null);
        List<Recorded> log = new ArrayList<>();
        log.addAll(task("a", asked, reserved(5), settled(5, 5), new ToolCallCompleted(result, false, 3, null)));
        log.addAll(task("b", asked, reserved(7), new ToolCallCompleted(result, false, 3, null), settled(7, 7)));
        log.addAll(task(
                "c",
                asked,
                reserved(11),
                settled(11, 11),
                new ToolCallCompleted(result, false, 3, null),
                new ToolResultRejected("ann", "no")));
        log.addAll(task("d", asked, reserved(13), settled(13, 13), new ToolCallFailed("away", 3, null)));
        log.addAll(task(
                "e", asked, reserved(17), new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "crash")));

        // when
        Total total = totals(log).get(cell("crm/find", null));

        // then
        assertThat(total.tasks()).isEqualTo(5);
        assertThat(total.amount()).isEqualTo(usd(5 + 7 + 11 + 13 + 17));
        assertThat(total.shares().failing()).isEqualTo(13 + 17);
        assertThat(total.shares().undelivered()).isEqualTo(11 + 13 + 17);
    }

    private record Plain(long tasks, long inputTokens, long outputTokens, Micros amount) {}

    private static Event both() {
        return routed(candidate("big", Tier.ARCHITECT), candidate("small", Tier.FILTER));
    }

    private static Cell cell(String deployment, @Nullable Tier tier) {
        return new Cell(DAY, SUPPORT, TRIAGE, deployment, tier, USD);
    }

    private static Map<Cell, Plain> fold(List<Recorded> log) {
        Map<Cell, Plain> plain = new LinkedHashMap<>();
        totals(log)
                .forEach((cell, total) -> plain.put(
                        cell, new Plain(total.tasks(), total.inputTokens(), total.outputTokens(), total.amount())));
        return plain;
    }

    private static Map<Cell, Total> totals(List<Recorded> log) {
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
