package dev.chancery.handling.task;

import static dev.chancery.handling.Office.answered;
import static dev.chancery.handling.Office.failed;
import static dev.chancery.handling.Office.open;
import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.RecordDeliveries;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.TaskCommand.RecordAttempt;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.command.TaskCommand.RecordHumanOutcome;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.handling.MemoryRecord.Weather;
import dev.chancery.handling.Office;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTest {

    private final Office office = new Office();

    @AfterEach
    void close() {
        GenericEventMessage.clock = Clock.systemUTC();
        office.close();
    }

    private List<Class<?>> kinds(String task) {
        return office.record.of("task/" + task).stream()
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    @Test
    void opensAndClosesInTwoCommits() {
        // when
        Opening opening = office.send(open("t"));
        Delivery delivery = office.send(answered("t", Gate.AUTONOMOUS));
        // then
        assertThat(opening).isInstanceOf(Opening.Permitted.class);
        assertThat(delivery).isEqualTo(Delivery.RELEASED);
        assertThat(kinds("t"))
                .containsExactly(
                        TaskOpened.class,
                        RoutingDecided.class,
                        SpendReserved.class,
                        InferenceCompleted.class,
                        OutputScreened.class,
                        SpendSettled.class,
                        OutputReleased.class);
        assertThat(office.record.commits()).isEqualTo(2);
        assertThat(office.balance()).containsExactly(100L, 0L);
    }

    @Test
    void recordsARefusalAndTakesNothing() {
        // when
        Opening opening = office.send(open("t", "unknown"));
        // then
        assertThat(opening).isInstanceOf(Opening.Refused.class);
        assertThat(kinds("t")).endsWith(TaskRefused.class);
        assertThat(office.balance()).containsExactly(0L, 0L);
    }

    @Test
    void recordsAFailureAndGivesTheReservationBack() {
        office.send(open("t"));
        assertThat(office.<Delivery>send(failed("t"))).isEqualTo(Delivery.FAILED);
        assertThat(kinds("t")).endsWith(SpendSettled.class, TaskFailed.class);
        assertThat(office.balance()).containsExactly(0L, 0L);
    }

    @Test
    void takesNoOutcomeOfATaskThatHasNone() {
        // given
        office.send(open("refused", "unknown"));
        office.send(open("abandoned"));
        office.send(new AbandonTask(new TaskId("abandoned"), AbandonCause.PROCESS_ENDED));
        long before = office.record.size();
        // then
        assertThatThrownBy(() -> office.send(failed("nowhere"))).isInstanceOf(AggregateNotFoundException.class);
        assertThatThrownBy(() -> office.send(failed("refused"))).isInstanceOf(Task.WrongPhase.class);
        assertThatThrownBy(() -> office.send(failed("abandoned"))).isInstanceOf(Task.WrongPhase.class);
        assertThatThrownBy(() -> office.send(approve("abandoned"))).isInstanceOf(Task.WrongPhase.class);
        assertThat(office.record.size()).isEqualTo(before);
    }

    private static DecideReview approve(String task) {
        return new DecideReview(new TaskId(task), DecideReview.Action.APPROVE, "ada", "good", null);
    }

    @Test
    void waitsForAReviewAndTakesOne() {
        // given
        office.send(open("t"));
        assertThat(office.<Delivery>send(answered("t", Gate.HUMAN_IN_THE_LOOP))).isEqualTo(Delivery.HELD);
        assertThat(kinds("t")).endsWith(OutputHeld.class);
        // when
        office.send(approve("t"));
        // then
        assertThat(kinds("t")).endsWith(OutputApproved.class);
        assertThatThrownBy(() -> office.send(approve("t"))).isInstanceOf(Task.WrongPhase.class);
    }

    @Test
    void timesADecisionFromWhenThisPersonWasShownTheOutput() {
        // given
        Instant shownAt = Instant.parse("2026-11-20T12:00:00Z");
        office.send(open("t"));
        office.send(answered("t", Gate.HUMAN_IN_THE_LOOP));
        GenericEventMessage.clock = Clock.fixed(shownAt, ZoneOffset.UTC);
        office.send(shown("t", "ada", "other"));
        office.send(shown("t", "ada", "c"));
        GenericEventMessage.clock = Clock.fixed(shownAt.plusSeconds(30), ZoneOffset.UTC);
        office.send(shown("t", "bob", "c"));
        GenericEventMessage.clock = Clock.fixed(shownAt.plusMillis(41_250), ZoneOffset.UTC);

        // when
        office.send(approve("t"));

        // then
        assertThat(office.record.of("task/t"))
                .endsWith(
                        new ReviewTimed(
                                "ada",
                                new Showing(
                                        new ContentId("c"),
                                        Office.content().ref().commitment(),
                                        8,
                                        shownAt),
                                41_250L),
                        new OutputApproved("ada", "good"));
    }

    @Test
    void saysWhenSomebodyDecidesAboutWhatHeWasNotShown() {
        office.send(open("t"));
        office.send(answered("t", Gate.HUMAN_IN_THE_LOOP));
        office.send(shown("t", "bob", "c"));
        office.send(approve("t"));
        assertThat(office.record.of("task/t"))
                .endsWith(new ReviewTimed("ada", null, null), new OutputApproved("ada", "good"));
    }

    private static DiscloseContent shown(String task, String to, String content) {
        return new DiscloseContent(new TaskId(task), List.of(new ContentId(content)), to, "review");
    }

    @Test
    void comparesAWithheldOutputOnceWithWhatAPersonDid() {
        // given
        office.send(open("t"));
        office.send(answered("t", Gate.SHADOW));
        office.send(open("free"));
        office.send(answered("free", Gate.AUTONOMOUS));
        Content outcome = Content.of(new ContentId("h"), new byte[Content.SALT_BYTES], "A person's words");
        Content forged = Content.of(new ContentId("c"), new byte[Content.SALT_BYTES], "A person's words");

        // then
        assertThatThrownBy(() -> office.send(new RecordHumanOutcome(new TaskId("t"), "ada", outcome, forged)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> office.send(new RecordHumanOutcome(new TaskId("free"), "ada", outcome, Office.content())))
                .isInstanceOf(Task.WrongPhase.class);

        // when
        OutcomeComparison found =
                office.send(new RecordHumanOutcome(new TaskId("t"), "ada", outcome, Office.content()));

        // then
        assertThat(found).isEqualTo(new OutcomeComparison("dice-words-and-pairs/1", false, 0, false));
        assertThat(office.record.of("task/t")).endsWith(new HumanOutcomeRecorded("ada", outcome.ref(), found));
        assertThatThrownBy(() -> office.send(new RecordHumanOutcome(new TaskId("t"), "ada", outcome, Office.content())))
                .isInstanceOf(Task.WrongPhase.class);
    }

    @ParameterizedTest
    @CsvSource({"UNHEARD, true, 0", "FINE, false, 1000"})
    void takesAnAbandonedCallAsPaidUnlessNothingLeft(Weather weather, boolean nothingLeft, long spent) {
        // given
        office.record.weather(weather);
        if (nothingLeft) {
            assertThatThrownBy(() -> office.send(open("t"))).isInstanceOf(RecordUnavailable.class);
        } else {
            office.send(open("t"));
        }
        office.record.weather(Weather.FINE);
        AbandonTask abandon = new AbandonTask(
                new TaskId("t"), nothingLeft ? AbandonCause.COMMIT_UNKNOWN : AbandonCause.PROCESS_ENDED);
        // when
        office.send(abandon);
        office.send(abandon);
        // then
        assertThat(kinds("t")).endsWith(SpendReserved.class, SpendSettled.class, TaskAbandoned.class);
        assertThat(office.record.of("task/t")).contains(new SpendSettled(usd(1_000), usd(spent)));
        assertThat(office.balance()).containsExactly(spent, 0L);
    }

    @Test
    void goesOnWithATaskThatWasOpenedAgain() {
        // given an opening that was lost, and would have been a refusal
        office.record.weather(Weather.LOST);
        assertThatThrownBy(() -> office.send(open("t", "unknown"))).isInstanceOf(RecordUnavailable.class);
        office.record.weather(Weather.FINE);
        office.send(open("t"));
        // when
        office.send(new AbandonTask(new TaskId("t"), AbandonCause.COMMIT_UNKNOWN));
        // then
        assertThat(kinds("t")).endsWith(SpendReserved.class);
        assertThat(office.balance()).containsExactly(0L, 1_000L);
    }

    @Test
    void abandonsNothingThatHasItsOutcome() {
        office.send(open("t"));
        office.send(answered("t", Gate.AUTONOMOUS));
        office.send(new RecordDeliveries(List.of(new RecordDelivery(new TaskId("t"), 5L, null))));
        office.send(new AbandonTask(new TaskId("t"), AbandonCause.PROCESS_ENDED));
        assertThat(kinds("t")).endsWith(OutputReleased.class, OutputDelivered.class);
        assertThat(office.balance()).containsExactly(100L, 0L);
    }

    private void deliver(String task, Long bytes, String failure) {
        office.send(new RecordDeliveries(List.of(new RecordDelivery(new TaskId(task), bytes, failure))));
    }

    @Test
    void recordsWhatCameOfManyDeliveriesEachInItsStreamAndInOneCommit() {
        // given
        office.send(open("a"));
        office.send(answered("a", Gate.AUTONOMOUS));
        office.send(open("b"));
        office.send(answered("b", Gate.AUTONOMOUS));
        office.send(open("held"));
        office.send(answered("held", Gate.HUMAN_IN_THE_LOOP));
        int commits = office.record.commits();
        // when
        office.send(new RecordDeliveries(List.of(
                new RecordDelivery(new TaskId("a"), 5L, null),
                new RecordDelivery(new TaskId("b"), 2L, "gone"),
                new RecordDelivery(new TaskId("held"), 9L, null))));
        // then
        assertThat(office.record.commits()).isEqualTo(commits + 1);
        assertThat(office.record.of("task/a").getLast()).isEqualTo(new OutputDelivered(5L));
        assertThat(office.record.of("task/b").getLast()).isEqualTo(new DeliveryFailed("gone", 2L));
        assertThat(kinds("held")).endsWith(OutputHeld.class);
    }

    @Test
    void recordsAnOutcomeOfADeliveryOnceHoweverOftenItIsTold() {
        // given
        office.send(open("t"));
        office.send(answered("t", Gate.AUTONOMOUS));
        office.record.weather(Weather.UNHEARD);
        assertThatThrownBy(() -> deliver("t", 3L, "gone")).isInstanceOf(RecordUnavailable.class);
        office.record.weather(Weather.FINE);
        // when it is told again, asked for again, handed over, and handed over once more
        deliver("t", 3L, "gone");
        deliver("t", 8L, null);
        deliver("t", 8L, null);
        deliver("t", 1L, "gone");
        // then
        assertThat(kinds("t")).endsWith(OutputReleased.class, DeliveryFailed.class, OutputDelivered.class);
    }

    @Test
    void abandonsADeliveryOnce() {
        // given
        office.send(open("t"));
        office.send(answered("t", Gate.AUTONOMOUS));
        // when
        office.send(new AbandonTask(new TaskId("t"), AbandonCause.COMMIT_UNKNOWN));
        office.send(new AbandonTask(new TaskId("t"), AbandonCause.PROCESS_ENDED));
        office.send(new AbandonTask(new TaskId("t"), AbandonCause.PROCESS_ENDED));
        // then
        assertThat(kinds("t")).endsWith(OutputReleased.class, DeliveryAbandoned.class);
        assertThat(kinds("t")).doesNotContain(TaskAbandoned.class);
    }

    @Test
    void keepsAFailedAttemptThatWasToldBeforeTheOutcomeAndNamesItWhenThereIsNone() {
        // given
        AttemptFailed first = new AttemptFailed("m", 1, AttemptFailure.PROVIDER_ERROR, "broken", 3, usd(0));
        AttemptFailed second = new AttemptFailed("m", 2, AttemptFailure.TIMED_OUT, "slow", 9, usd(0));
        office.send(open("ends"));
        office.send(open("dies"));
        for (String task : List.of("ends", "dies")) {
            office.send(new RecordAttempt(new TaskId(task), second));
            office.send(new RecordAttempt(new TaskId(task), first));
            office.send(new RecordAttempt(new TaskId(task), first));
        }
        // when
        office.send(new RecordOutcome(new TaskId("ends"), List.of(first, second), null, "silence"));
        office.send(new RecordAttempt(new TaskId("ends"), second));
        office.send(new AbandonTask(new TaskId("dies"), AbandonCause.PROCESS_ENDED));
        // then
        assertThat(office.record.of("task/ends").stream().filter(AttemptFailed.class::isInstance))
                .containsExactly(first, second);
        assertThat(office.record.of("task/dies").getLast())
                .isEqualTo(new TaskAbandoned(
                        AbandonCause.PROCESS_ENDED,
                        Sent.SOMETHING,
                        new Attempt("m", 1, AttemptFailure.PROVIDER_ERROR),
                        usd(1_000),
                        null));
    }

    @Test
    void opensATaskOnce() {
        // given
        office.send(open("open"));
        office.send(open("closed"));
        office.send(failed("closed"));
        // then
        assertThatThrownBy(() -> office.send(open("open"))).isInstanceOf(ConcurrencyException.class);
        assertThatThrownBy(() -> office.send(open("closed"))).isInstanceOf(ConcurrencyException.class);
        assertThat(office.balance()).containsExactly(0L, 1_000L);
    }

    @ParameterizedTest
    @CsvSource({"LOST", "UNHEARD"})
    void answersAnOutcomeThatIsToldAgainAsTheFirstTime(Weather weather) {
        // given
        office.send(open("t"));
        office.record.weather(weather);
        assertThatThrownBy(() -> office.send(answered("t", Gate.AUTONOMOUS))).isInstanceOf(RecordUnavailable.class);
        assertThat(office.balance()).containsExactly(0L, 1_000L);
        office.record.weather(Weather.FINE);
        // when
        Delivery delivery = office.send(answered("t", Gate.AUTONOMOUS));
        // then
        assertThat(delivery).isEqualTo(Delivery.RELEASED);
        assertThat(kinds("t")).containsOnlyOnce(OutputReleased.class).endsWith(OutputReleased.class);
        assertThat(office.balance()).containsExactly(100L, 0L);
    }

    @Test
    void settlesAnAbandonmentThatWasRecordedUnheard() {
        // given
        office.send(open("t"));
        office.record.weather(Weather.UNHEARD);
        AbandonTask abandon = new AbandonTask(new TaskId("t"), AbandonCause.PROCESS_ENDED);
        assertThatThrownBy(() -> office.send(abandon)).isInstanceOf(RecordUnavailable.class);
        office.record.weather(Weather.FINE);
        // when
        office.send(abandon);
        // then
        assertThat(kinds("t")).containsOnlyOnce(TaskAbandoned.class);
        assertThat(office.balance()).containsExactly(1_000L, 0L);
    }
}
