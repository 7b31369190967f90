package dev.chancery.folds;

import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.failed;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.Traffic.Grain;
import dev.chancery.folds.Traffic.Key;
import dev.chancery.folds.Traffic.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final Event VERDICT = new JudgeVerdictRecorded("answer", 1, "judge", List.of(), true, null);

    @Test
    void countsWhatTasksCameToAndEachOnce() {
        // given
        List<Recorded> log = new ArrayList<>();
        log.addAll(task(
                "a",
                routed(),
                reserved(900),
                failed("big", 300),
                completed("small", 20),
                VERDICT,
                settled(900, 320),
                new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE)));
        log.addAll(task(
                "b",
                routed(),
                reserved(900),
                completed("small", 20),
                settled(900, 20),
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new OutputApproved("ann", "fine")));
        log.addAll(task("c", new TaskRefused(new Refusal.NoPermittedModel("gpt"), List.of())));
        log.addAll(task("d", routed(), reserved(900), new TaskFailed("none answered"), settled(900, 0)));
        log.addAll(task(
                "e",
                routed(),
                reserved(900),
                new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "crash")));

        // when
        SortedMap<Key, Span> spans = fold(new Traffic(), log);

        // then
        Span hour = sum(spans, Traffic.ALL, Grain.HOUR);
        assertThat(hour.entered())
                .containsOnly(
                        Map.entry(TaskState.OPENED, 5L),
                        Map.entry(TaskState.RELEASED, 1L),
                        Map.entry(TaskState.HELD, 1L),
                        Map.entry(TaskState.APPROVED, 1L),
                        Map.entry(TaskState.REFUSED, 1L),
                        Map.entry(TaskState.FAILED, 1L),
                        Map.entry(TaskState.ABANDONED, 1L));
        assertThat(hour.refused()).containsOnly(Map.entry("no_permitted_model", 1L));
        assertThat(hour.failedCalls()).isEqualTo(1);
        assertThat(List.of(hour.verdicts(), hour.passed())).containsExactly(1L, 1L);
        assertThat(hour.settled()).containsOnly(Map.entry("USD", 4L));
        assertThat(hour.amounts()).extracting(Micros::amount).containsExactly(320L + 20 + 900);
        assertThat(hour.latency().n()).isEqualTo(2);
        assertThat(hour.latency().within(1000)).hasValue(7167);
    }

    @Test
    void spansOfEachLengthAndOfEachWorkflowAddUp() {
        // given tasks of two minutes
        List<Recorded> log = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            log.addAll(task(
                    "t" + i,
                    routed(),
                    reserved(9),
                    completed("small", 2),
                    settled(9, 2),
                    new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE)));
        }
        List<Recorded> spread = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            Recorded each = log.get(i);
            spread.add(new Recorded(i, each.id(), each.stream(), each.sequence(), START.plusSeconds(i), each.event()));
        }

        // when
        SortedMap<Key, Span> spans = fold(new Traffic(), spread);

        // then
        for (String workflow : List.of(Traffic.ALL, Streams.TRIAGE.value())) {
            Span day = sum(spans, workflow, Grain.DAY);
            assertThat(sum(spans, workflow, Grain.MINUTE)).isEqualTo(day);
            assertThat(sum(spans, workflow, Grain.HOUR)).isEqualTo(day);
            assertThat(spans.keySet())
                    .filteredOn(key -> key.workflow().equals(workflow) && key.grain() == Grain.MINUTE)
                    .hasSizeGreaterThan(4);
            assertThat(day.entered(TaskState.RELEASED)).isEqualTo(40);
        }
    }

    @Test
    void aToolCallThatAPersonPermitsWasAskedForOnce() {
        // given
        List<Recorded> log = task(
                "a",
                new ToolCallRequested("crm", "find", "00", null),
                new ToolCallHeld("crm/find"),
                new ToolCallApproved("ann", "fine"),
                new ToolCallCompleted(Streams.content("r"), false, 3, null));

        // then
        assertThat(sum(fold(new Traffic(), log), Traffic.ALL, Grain.MINUTE).entered())
                .containsOnly(
                        Map.entry(TaskState.OPENED, 1L),
                        Map.entry(TaskState.HELD, 1L),
                        Map.entry(TaskState.RELEASED, 1L));
    }

    @Test
    void aShareOfTimesIsNeverTooShortAndAtMostASixteenthTooLong() {
        // given
        List<Long> times = LongStream.iterate(1, t -> t < 5_000_000, t -> t + 1 + t / 7)
                .boxed()
                .toList();

        for (long time : times) {
            // when
            long told = LatencyCounts.NONE.and(time).within(950).orElseThrow();

            // then
            assertThat(told).isBetween(time, time + time / 16);
        }
        assertThat(LatencyCounts.NONE.within(500)).isEmpty();
        assertThat(LatencyCounts.NONE
                        .and(Duration.ofDays(400).toMillis())
                        .within(1)
                        .orElseThrow())
                .isGreaterThan(2_000_000_000L);
        assertThat(LatencyCounts.NONE.and(-5).within(1)).hasValue(0);
        assertThatIllegalArgumentException().isThrownBy(() -> LatencyCounts.NONE.within(0));
    }

    @Test
    void countsOfTimesAddUp() {
        // given a hundred times of 10 ms and a hundred of 1000 ms
        LatencyCounts short100 = LatencyCounts.NONE;
        LatencyCounts long100 = LatencyCounts.NONE;
        for (int i = 0; i < 100; i++) {
            short100 = short100.and(10);
            long100 = long100.and(1000);
        }

        // when
        LatencyCounts both = short100.and(long100);

        // then
        assertThat(both.n()).isEqualTo(200);
        assertThat(both.within(500)).hasValue(10);
        assertThat(both.within(505)).hasValue(1023);
    }

    private static Span sum(SortedMap<Key, Span> spans, String workflow, Grain grain) {
        return spans.entrySet().stream()
                .filter(each -> each.getKey().workflow().equals(workflow)
                        && each.getKey().grain() == grain)
                .map(Map.Entry::getValue)
                .reduce(Span.EMPTY, Span::and);
    }
}
