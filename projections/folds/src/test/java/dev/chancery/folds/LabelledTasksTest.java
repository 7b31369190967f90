package dev.chancery.folds;

import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.VerdictDecision;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.LabelledTasks.Labelled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people made of outputs, beside what the verdict had said of the very output that they saw. */
class LabelledTasksTest {

    private static final Event HELD = new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);

    @Test
    void keepsTheScoresOfTheLastVerdictWithoutItsReasonsBesideTheLabel() {
        assertThat(labelled(verdict(1, 2, null), verdict(2, 5, null), HELD, new OutputApproved("ann", "right")))
                .isEqualTo(new Labelled(
                        new TaskId("t"),
                        TRIAGE,
                        Gate.HUMAN_IN_THE_LOOP,
                        "ab",
                        List.of(
                                new DimensionScore("figures", true, "", null),
                                new DimensionScore("sense", true, "", 5)),
                        ExampleLabel.APPROVED,
                        START.plusSeconds(4),
                        4L));
    }

    @Test
    void keepsNoScoresOfWhatCouldNotBeJudgedInTheEnd() {
        Labelled labelled = labelled(
                verdict(1, 2, null), verdict(2, 1, "the judge gave no verdict"), HELD, new OutputRejected("ann", "no"));

        assertThat(labelled.scores()).isEmpty();
        assertThat(labelled.digest()).isEmpty();
        assertThat(labelled.label()).isEqualTo(ExampleLabel.REJECTED);
    }

    @Test
    void hasNoLabelWhileNobodyHasLooked() {
        Labelled labelled = labelled(verdict(1, 5, null), HELD);

        assertThat(labelled.scores()).hasSize(2);
        assertThat(labelled.label()).isNull();
        assertThat(labelled.position()).isNull();
        assertThat(labelled(HELD)).as("neither judged nor labelled").isNull();
    }

    @Test
    void knowsEveryWayInWhichAPersonSaysSomethingOfAnOutput() {
        Event released = new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE);
        Event sampled = new OutputSampled(0.1);
        Event shadowed = new OutputShadowed(Gate.SHADOW);

        assertThat(labelled(HELD, new OutputEdited("ann", "tone", Streams.content("better"))))
                .extracting(Labelled::label, Labelled::gate)
                .containsExactly(ExampleLabel.EDITED, Gate.HUMAN_IN_THE_LOOP);
        assertThat(labelled(released, sampled, new OutputReviewed("ann", Finding.RIGHT, "fine", null)))
                .extracting(Labelled::label, Labelled::gate)
                .containsExactly(ExampleLabel.RIGHT, Gate.AUTONOMOUS);
        assertThat(labelled(
                                released,
                                sampled,
                                new OutputReviewed("ann", Finding.OTHERWISE, "tone", Streams.content("better")))
                        .label())
                .isEqualTo(ExampleLabel.OTHERWISE);
        assertThat(labelled(released, sampled, new OutputReviewed("ann", Finding.WRONG, "no", null))
                        .label())
                .isEqualTo(ExampleLabel.WRONG);
        assertThat(labelled(shadowed, outcome(true)).label()).isEqualTo(ExampleLabel.AGREES);
        assertThat(labelled(shadowed, outcome(false)))
                .extracting(Labelled::label, Labelled::gate)
                .containsExactly(ExampleLabel.DIFFERS, Gate.SHADOW);
    }

    private static Event outcome(boolean agrees) {
        return new HumanOutcomeRecorded(
                "ann", Streams.content("own"), new OutcomeComparison("dice/1", agrees, 0.5, agrees));
    }

    private static Event verdict(int round, int score, @Nullable String failure) {
        return new JudgeVerdictRecorded(
                "good",
                2,
                "judge@j-1",
                List.of(
                        new DimensionScore("figures", true, "holds", null),
                        new DimensionScore("sense", score >= 4, "So it is.", score)),
                score >= 4,
                new Judgement("ab", round, score >= 4 ? VerdictDecision.DELIVER : VerdictDecision.HOLD, failure));
    }

    private static Labelled labelled(Event... events) {
        LabelledTasks fold = new LabelledTasks();
        TaskSummaries summaries = new TaskSummaries();
        TaskSummary task = null;
        Labelled labelled = null;
        for (Recorded recorded : task("t", events)) {
            TaskSummary before = task;
            for (TaskId key : summaries.keys(recorded)) {
                task = summaries.apply(key, task, recorded);
            }
            Step step = new Step(recorded, before, task);
            for (TaskId key : fold.keys(step)) {
                labelled = fold.apply(key, labelled, step);
            }
        }
        return labelled;
    }
}
