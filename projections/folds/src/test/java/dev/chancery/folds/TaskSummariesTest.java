package dev.chancery.folds;

import static dev.chancery.folds.Streams.ANSWER;
import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.candidate;
import static dev.chancery.folds.Streams.classified;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.content;
import static dev.chancery.folds.Streams.failed;
import static dev.chancery.folds.Streams.redacted;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.TaskSummary.Charge;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskSummariesTest {

    private static final Event ANSWERED = new ToolCallCompleted(ANSWER, false, 3, Handover.ON_REQUEST);

    private static final Gate HUMAN = Gate.HUMAN_IN_THE_LOOP;
    private final TaskSummaries summaries = new TaskSummaries();

    static Stream<Arguments> lives() {
        Event held = new OutputHeld(HUMAN, HoldReason.GATE);
        Refusal refusal = new Refusal.NoPermittedModel("gpt");
        return Stream.of(
                arguments(TaskState.OPENED, List.of(redacted())),
                arguments(TaskState.REFUSED, List.of(new TaskRefused(refusal, List.of()))),
                arguments(TaskState.RELEASED, List.of(new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE))),
                arguments(TaskState.HELD, List.of(held)),
                arguments(TaskState.SHADOWED, List.of(new OutputShadowed(Gate.SHADOW))),
                arguments(TaskState.APPROVED, List.of(held, new OutputApproved("ann", "right"))),
                arguments(TaskState.EDITED, List.of(held, new OutputEdited("ann", "tone", content("edited")))),
                arguments(TaskState.REJECTED, List.of(held, new OutputRejected("ann", "wrong"))),
                arguments(TaskState.FAILED, List.of(new TaskFailed("no candidate answered"))),
                arguments(
                        TaskState.ABANDONED,
                        List.of(new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "crash"))),
                arguments(TaskState.REFUSED, List.of(new ToolCallDenied(refusal, null))),
                arguments(
                        TaskState.RELEASED,
                        List.of(
                                new ToolCallRequested("crm", "find", "00", null),
                                new ToolCallAuthorized("crm/find"),
                                new ToolCallCompleted(ANSWER, false, 3, Handover.WHOLE))),
                arguments(TaskState.FAILED, List.of(new ToolCallFailed("no answer", 3, null))),
                arguments(TaskState.HELD, List.of(new ToolCallHeld("crm/find"))),
                arguments(
                        TaskState.RELEASED,
                        List.of(
                                new ToolCallHeld("crm/find"),
                                new ToolCallApproved("ada", "needed"),
                                new ToolCallCompleted(ANSWER, false, 3, Handover.ON_REQUEST))),
                arguments(
                        TaskState.REJECTED,
                        List.of(new ToolCallHeld("crm/find"), new ToolCallRejected("ada", "not needed"))),
                arguments(TaskState.RELEASED, List.of(ANSWERED, screened(Passage.FLAGGED))),
                arguments(TaskState.HELD, List.of(ANSWERED, screened(Passage.HELD))),
                arguments(TaskState.REFUSED, List.of(ANSWERED, screened(Passage.REFUSED))),
                arguments(
                        TaskState.RELEASED,
                        List.of(ANSWERED, screened(Passage.HELD), new ToolResultApproved("ada", "a quotation"))),
                arguments(
                        TaskState.REJECTED,
                        List.of(ANSWERED, screened(Passage.HELD), new ToolResultRejected("ada", "an attack"))));
    }

    private static ToolResultScreened screened(Passage passage) {
        return new ToolResultScreened(new ResultScreening("injection-signals/1", List.of()), passage);
    }

    @ParameterizedTest
    @MethodSource("lives")
    void endsInTheStateThatItsLastDecisionSays(TaskState state, List<Event> events) {
        // when
        TaskSummary task = summaries.of(task("t", events.toArray(Event[]::new)));

        // then
        assertThat(task.standing().state()).isEqualTo(state);
        assertThat(task.position()).isEqualTo(events.size());
    }

    @Test
    void knowsWhatWasAskedWhoAnsweredAndWhatItCost() {
        // given
        List<Recorded> stream = task(
                "t",
                redacted(),
                classified(),
                routed(candidate("big", Tier.ARCHITECT), candidate("small", Tier.FILTER)),
                reserved(900),
                failed("big", 300),
                completed("small", 20),
                settled(900, 320),
                new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE));

        // when
        TaskSummary task = summaries.of(stream);

        // then
        assertThat(task.asked().model()).isEqualTo("auto");
        assertThat(task.asked().label()).isEqualTo("card_lost");
        assertThat(task.asked().found().getFirst().count()).isEqualTo(2);
        assertThat(task.served().deployment()).isEqualTo("small");
        assertThat(task.served().tier()).isEqualTo(Tier.FILTER);
        assertThat(task.served().modelVersion()).isEqualTo("small-2026");
        assertThat(task.spending().failedAttempts()).isEqualTo(1);
        assertThat(task.spending().settled()).isEqualTo(usd(320));
        assertThat(task.spending().charges())
                .containsExactly(
                        new Charge("big", Tier.ARCHITECT, usd(300), 0, 0, Charge.Kind.FAILED, 0, 0, null),
                        new Charge("small", Tier.FILTER, usd(20), 40, 7, Charge.Kind.ANSWER, 0, 0, null));
        assertThat(task.output()).isEqualTo(ANSWER);
        assertThat(task.standing().closedAt()).isEqualTo(START.plusSeconds(8));
    }

    @Test
    void anEditReplacesTheOutputAndKeepsWhyItWasHeld() {
        // when
        TaskSummary task = summaries.of(task(
                "t",
                completed("small", 20),
                new OutputHeld(HUMAN, HoldReason.VERDICT),
                new OutputEdited("ann", "tone", content("edited"))));

        // then
        assertThat(task.output()).isEqualTo(content("edited"));
        assertThat(task.standing().hold()).isEqualTo(HoldReason.VERDICT);
        assertThat(task.standing().reviewer()).isEqualTo("ann");
        assertThat(task.standing().deliveredAt()).isEqualTo(START.plusSeconds(2));
    }

    @Test
    void anAbandonedTaskHasSpentWhatItReserved() {
        // when
        TaskSummary task = summaries.of(task(
                "t",
                routed(candidate("big", Tier.ARCHITECT)),
                reserved(900),
                new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "crash")));

        // then
        assertThat(task.spending().settled()).isEqualTo(usd(900));
        assertThat(task.spending().charges())
                .containsExactly(new Charge("big", Tier.ARCHITECT, usd(900), 0, 0, Charge.Kind.UNKNOWN, 0, 0, null));
    }

    @Test
    void aStreamWithoutAnOpeningIsABrokenRecord() {
        // given
        Recorded orphan = new Recorded(7, "id", "task/t", 1, START, redacted());

        // then
        assertThatThrownBy(() -> summaries.apply(new TaskId("t"), null, orphan))
                .isInstanceOf(IllegalStateException.class);
    }
}
