package dev.chancery.handling.task;

import static dev.chancery.handling.Office.NOON;
import static dev.chancery.handling.Office.call;
import static dev.chancery.handling.Office.content;
import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DecideReview.Action;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.TaskCommand.RecordSandbox;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.LimitMeans;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.handling.MemoryRecord.Weather;
import dev.chancery.handling.Office;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of a tool that has a price and a rate. */
class ToolCallTest {

    private static final ResultScreening CLEAN = new ResultScreening("injection-signals/1", List.of());
    private static final ResultScreening LURING = new ResultScreening(
            "injection-signals/1", List.of(new RiskScore("prompt_injection", 0.7, List.of("override"))));

    private Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void reservesBeforeAndSettlesAfterWhateverCame() {
        // when
        assertThat(office.<Opening>send(call("a", NOON)))
                .isEqualTo(new Opening.Permitted(List.of(), usd(1_000), false));
        assertThat(office.balance()).containsExactly(0L, 1_000L);
        office.send(answered("a"));

        // then
        assertThat(office.balance()).containsExactly(1_000L, 0L);
        assertThat(events("a"))
                .endsWith(
                        new SpendSettled(usd(1_000), usd(1_000)),
                        new ToolCallCompleted(content().ref(), false, 3, Handover.WHOLE),
                        new ToolResultScreened(CLEAN, Passage.DELIVERED));

        // when
        office.send(call("b", NOON));
        office.send(new RecordToolOutcome(new TaskId("b"), null, true, "away", true, 3, null, null));

        // then
        assertThat(office.balance()).containsExactly(2_000L, 0L);
        assertThat(events("b")).endsWith(new ToolCallFailed("away", 3, null));
    }

    @Test
    void recordsAnOutcomeOnceHoweverOftenItIsTold() {
        // given
        office.send(call("a", NOON));
        office.send(answered("a"));
        int recorded = events("a").size();

        // when
        office.send(answered("a"));

        // then
        assertThat(events("a")).hasSize(recorded);
        assertThat(office.balance()).containsExactly(1_000L, 0L);
    }

    @Test
    void keepsTheReservationWhileNobodyKnowsWhetherTheOpeningWasRecorded() {
        // given
        office.record.weather(Weather.UNHEARD);
        assertThatThrownBy(() -> office.send(call("a", NOON))).isInstanceOf(RuntimeException.class);
        office.record.weather(Weather.FINE);
        assertThat(office.balance()).containsExactly(0L, 1_000L);

        // when
        office.send(new AbandonTask(new TaskId("a"), AbandonCause.COMMIT_UNKNOWN));

        // then
        assertThat(office.balance()).containsExactly(0L, 0L);
    }

    @Test
    void countsTheCallsOfTheLastMinuteAlsoAfterARestart() {
        // given
        office.send(call("a", NOON));
        office.send(call("b", NOON.plusSeconds(10)));

        // then
        assertThat(refusal("c", NOON.plusSeconds(59))).isInstanceOf(Refusal.ToolRateExceeded.class);

        // when
        office.close();
        office = new Office(office.record);

        // then
        assertThat(refusal("d", NOON.plusSeconds(59))).isInstanceOf(Refusal.ToolRateExceeded.class);
        assertThat(office.<Opening>send(call("e", NOON.plusSeconds(60)))).isInstanceOf(Opening.Permitted.class);
    }

    @Test
    void doesNotCountACallThatWasNotRecorded() {
        // given
        office.record.weather(Weather.REFUSED);
        for (int i = 0; i < 3; i++) {
            String task = "refused-" + i;
            assertThatThrownBy(() -> office.send(call(task, NOON))).isInstanceOf(RuntimeException.class);
        }
        office.record.weather(Weather.FINE);

        // then
        assertThat(office.<Opening>send(call("a", NOON))).isInstanceOf(Opening.Permitted.class);
    }

    @Test
    void waitsForAPersonBeforeTheCallAndKeepsTheReservation() {
        // when
        assertThat(office.<Opening>send(call("a", "erase", NOON))).isEqualTo(new Opening.Held(usd(1_000)));

        // then
        assertThat(events("a")).endsWith(new ToolCallHeld("crm/erase"));
        assertThat(office.balance()).containsExactly(0L, 1_000L);
        assertThatThrownBy(() -> office.send(answered("a"))).isInstanceOf(Task.WrongPhase.class);
        assertThatThrownBy(() -> office.send(decide("a", Action.EDIT))).isInstanceOf(IllegalArgumentException.class);

        // when
        office.send(decide("a", Action.APPROVE));
        office.send(answered("a"));

        // then the agent has to ask for the result
        assertThat(events("a"))
                .endsWith(
                        new ToolCallApproved("ada", "because"),
                        new SpendSettled(usd(1_000), usd(1_000)),
                        new ToolCallCompleted(content().ref(), false, 3, Handover.ON_REQUEST),
                        new ToolResultScreened(CLEAN, Passage.DELIVERED));
        assertThatThrownBy(() -> office.send(decide("a", Action.APPROVE))).isInstanceOf(Task.WrongPhase.class);
        assertThat(replay("a")).isNotEmpty().allMatch(DecisionReplay.Comparison::identical);
    }

    @Test
    void givesBackWhatWasReservedWhenTheCallIsRejectedOrNotForwarded() {
        // given
        office.send(call("a", "erase", NOON));
        office.send(call("b", "erase", NOON));

        // when
        office.send(decide("a", Action.REJECT));
        office.send(decide("b", Action.APPROVE));
        office.send(new RecordToolOutcome(new TaskId("b"), null, true, "changed", false, 0, null, null));

        // then
        assertThat(office.balance()).containsExactly(0L, 0L);
        assertThat(events("a")).endsWith(new ToolCallRejected("ada", "because"));
        assertThat(events("b")).endsWith(new ToolCallFailed("changed", 0, Sent.NOTHING));
        assertThat(replay("a")).isNotEmpty().allMatch(DecisionReplay.Comparison::identical);
        assertThat(replay("b")).isNotEmpty().allMatch(DecisionReplay.Comparison::identical);
        assertThatThrownBy(() -> office.send(decide("a", Action.APPROVE))).isInstanceOf(Task.WrongPhase.class);
    }

    @Test
    void abandonsAnApprovedCallWhoseOutcomeNeverCame() {
        // given
        office.send(call("a", "erase", NOON));
        office.send(decide("a", Action.APPROVE));

        // when
        office.send(new AbandonTask(new TaskId("a"), AbandonCause.PROCESS_ENDED));

        // then
        assertThat(office.balance()).containsExactly(1_000L, 0L);
        assertThatThrownBy(() -> office.send(answered("a"))).isInstanceOf(Task.WrongPhase.class);
    }

    @Test
    void recordsTheEndOfASandboxWithWhatCameOfItsCallAndOnlyWhenItsOpeningIs() {
        // given
        SandboxOpened opened = new SandboxOpened(
                Office.POLICY.version(),
                "crm",
                List.of("crm"),
                Confinement.NONE,
                LimitMeans.CLOCK,
                List.of(),
                List.of(),
                List.of(),
                null,
                null);
        SandboxClosed closed =
                new SandboxClosed(Confinement.NONE, SandboxEnd.CLOSED, 143, 5, List.of(), 0, "nobody looked", null);
        TaskId first = new TaskId("a");
        TaskId second = new TaskId("b");
        office.send(call("a", NOON));
        office.send(call("b", NOON));

        // when
        office.send(new RecordSandbox(first, opened));
        office.send(new RecordToolOutcome(first, null, true, "away", true, 3, null, closed));
        office.send(new RecordToolOutcome(first, null, true, "away", true, 3, null, closed));
        office.send(new RecordToolOutcome(second, null, true, "away", false, 3, null, closed));

        // then
        assertThat(events("a"))
                .endsWith(
                        opened, closed, new SpendSettled(usd(1_000), usd(1_000)), new ToolCallFailed("away", 3, null));
        assertThat(events("b")).doesNotContain(closed).endsWith(new ToolCallFailed("away", 3, Sent.NOTHING));
        assertThatThrownBy(() -> office.send(new RecordSandbox(first, opened))).isInstanceOf(Task.WrongPhase.class);
    }

    @Test
    void holdsAResultThatWantsToSteerTheAgentAndReleasesItOnceAPersonSaysSo() {
        // given
        office.send(call("a", "erase", NOON));
        office.send(decide("a", Action.APPROVE));

        // when
        assertThat(office.<Passage>send(answered("a", LURING))).isEqualTo(Passage.HELD);
        assertThat(office.<Passage>send(answered("a", LURING))).isEqualTo(Passage.HELD);

        // then
        assertThat(events("a"))
                .endsWith(
                        new ToolCallCompleted(content().ref(), false, 3, Handover.ON_REQUEST),
                        new ToolResultScreened(LURING, Passage.HELD));
        assertThatThrownBy(() -> office.send(decide("a", Action.EDIT))).isInstanceOf(IllegalArgumentException.class);

        // when
        office.send(decide("a", Action.APPROVE));

        // then
        assertThat(events("a")).endsWith(new ToolResultApproved("ada", "because"));
        assertThat(office.balance()).containsExactly(1_000L, 0L);
        assertThatThrownBy(() -> office.send(decide("a", Action.REJECT))).isInstanceOf(Task.WrongPhase.class);
        assertThat(replay("a")).anyMatch(c -> c.decision().equals("result"));
        assertThat(replay("a")).allMatch(DecisionReplay.Comparison::identical);
    }

    @Test
    void timesADecisionAboutAResultByWhenTheResultWasShown() {
        // given
        office.send(call("a", "erase", NOON));
        office.send(shown());
        office.send(decide("a", Action.APPROVE));
        office.send(answered("a", LURING));

        // when
        office.send(decide("a", Action.APPROVE));

        // then
        assertThat(timed()).extracting(timed -> timed.shown() != null).containsExactly(true, false);
    }

    private List<ReviewTimed> timed() {
        return events("a").stream()
                .filter(ReviewTimed.class::isInstance)
                .map(ReviewTimed.class::cast)
                .toList();
    }

    private static DiscloseContent shown() {
        return new DiscloseContent(new TaskId("a"), List.of(content().ref().content()), "ada", "review");
    }

    @Test
    void withholdsARejectedAndARefusedResultForGood() {
        // given
        office.send(call("a", "erase", NOON));
        office.send(decide("a", Action.APPROVE));
        office.send(answered("a", LURING));
        office.send(call("b", NOON));

        // when
        office.send(decide("a", Action.REJECT));
        assertThat(office.<Passage>send(answered("b", LURING))).isEqualTo(Passage.REFUSED);

        // then
        assertThat(events("a")).endsWith(new ToolResultRejected("ada", "because"));
        assertThat(events("b")).endsWith(new ToolResultScreened(LURING, Passage.REFUSED));
        assertThat(replay("b")).allMatch(DecisionReplay.Comparison::identical);
        assertThat(DecisionReplay.replay(
                        events("b").stream()
                                .map(event -> event instanceof ToolResultScreened
                                        ? new ToolResultScreened(LURING, Passage.FLAGGED)
                                        : event)
                                .toList(),
                        version -> Office.POLICY))
                .anyMatch(comparison -> !comparison.identical());
    }

    @Test
    void takesNoResultThatNobodyScreened() {
        // given
        office.send(call("a", NOON));

        // then
        assertThatThrownBy(() -> office.send(answered("a", null))).isInstanceOf(RuntimeException.class);
        assertThat(events("a")).noneMatch(ToolCallCompleted.class::isInstance);
    }

    private List<DecisionReplay.Comparison> replay(String task) {
        return DecisionReplay.replay(events(task), version -> Office.POLICY);
    }

    private static DecideReview decide(String task, Action action) {
        return new DecideReview(new TaskId(task), action, "ada", "because", null);
    }

    private Refusal refusal(String task, Instant at) {
        Opening opening = office.send(call(task, at));
        assertThat(opening).isInstanceOf(Opening.Refused.class);
        return ((Opening.Refused) opening).refusal();
    }

    private static RecordToolOutcome answered(String task) {
        return answered(task, CLEAN);
    }

    private static RecordToolOutcome answered(String task, ResultScreening screening) {
        return new RecordToolOutcome(new TaskId(task), content(), false, null, true, 3, screening, null);
    }

    private List<Event> events(String task) {
        return office.record.of(TaskCommand.stream(new TaskId(task)));
    }
}
