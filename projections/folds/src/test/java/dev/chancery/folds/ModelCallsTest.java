package dev.chancery.folds;

import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.ModelCalls.Kind;
import dev.chancery.folds.ModelCalls.Touched;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelCallsTest {

    private static Event judged() {
        return new JudgeAnswered("cloud/judge", "judge-2026", new Usage(90, 9, false), usd(3), 20);
    }

    private static Event verdict(boolean passed) {
        return new JudgeVerdictRecorded("tone", 1, "cloud/judge@judge-2026", List.of(), passed, null);
    }

    private static Touched after(Event... events) {
        return fold(new ModelCalls(), task("a", events)).get(0L);
    }

    @Test
    void tellsEachCallOfAnOutputThatWasJudgedRevisedAndEdited() {
        // when
        Touched task = after(
                routed(),
                completed("cloud/small", 5),
                judged(),
                verdict(false),
                completed("cloud/large", 50),
                judged(),
                verdict(true),
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new OutputEdited("ann", "tone", Streams.ANSWER));

        // then
        assertThat(task.calls())
                .extracting(
                        ModelCalls.Call::position, ModelCalls.Call::deployment, ModelCalls.Call::kind, c -> c.output())
                .containsExactly(
                        tuple(2L, "cloud/small", Kind.ANSWER, false),
                        tuple(3L, "cloud/judge", Kind.JUDGE, false),
                        tuple(5L, "cloud/large", Kind.REVISION, true),
                        tuple(6L, "cloud/judge", Kind.JUDGE, false));
        assertThat(task.calls()).extracting(ModelCalls.Call::again).containsExactly(false, false, false, true);
        assertThat(task.calls().get(2).version()).isEqualTo("cloud/large-2026");
        assertThat(task.state()).isEqualTo(TaskState.EDITED);
        assertThat(task.reviewer()).isEqualTo("ann");
        assertThat(task.passed()).isTrue();
        assertThat(task.opened()).isZero();
    }

    @Test
    void keepsNothingOfATaskThatNothingAnswered() {
        assertThat(fold(new ModelCalls(), task("a", routed(), new TaskFailed("nobody answered"))))
                .isEmpty();
    }

    @Test
    void changesNoRowForWhatChangesNoRow() {
        // given
        List<Recorded> log = task("a", routed(), completed("m", 5), new OutputReleased(Gate.AUTONOMOUS, null));
        ModelCalls fold = new ModelCalls();
        TaskSummaries summaries = new TaskSummaries();
        TaskSummary before = null;
        int touched = 0;

        // when
        for (var recorded : log) {
            TaskSummary now = summaries.apply(summaries.keys(recorded).getFirst(), before, recorded);
            touched += fold.keys(new Step(recorded, before, now)).size();
            before = now;
        }

        // then: by the answer and the release
        assertThat(touched).isEqualTo(2);
    }
}
