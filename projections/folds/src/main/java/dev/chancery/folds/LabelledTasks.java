package dev.chancery.folds;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Judgement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks whose output a person has labelled, by a decision, a look afterwards or what he did himself; with the scores of the last verdict,
 * which is the one about the output that he saw. Of several labels the last counts.
 */
public final class LabelledTasks implements Fold<Step, TaskId, LabelledTasks.Labelled> {

    /**
     * A task that was judged, labelled or both.
     *
     * @param gate at which its output was when it was labelled; null when it was not, or none is known
     * @param digest of the rubric; empty when no verdict has scores
     * @param scores of the last verdict without its reasons; empty when there is none, or the output could not be judged
     * @param label null while nobody has labelled it
     * @param at when it was labelled
     * @param position of the event that labelled it
     */
    public record Labelled(
            TaskId task,
            WorkflowId workflow,
            @Nullable Gate gate,
            String digest,
            List<DimensionScore> scores,
            @Nullable ExampleLabel label,
            @Nullable Instant at,
            @Nullable Long position) {
        public Labelled {
            scores = List.copyOf(scores);
        }
    }

    @Override
    public String name() {
        return "labelled-tasks";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<TaskId> keys(Step step) {
        Event event = step.recorded().event();
        return step.task() != null && (event instanceof JudgeVerdictRecorded || label(event) != null)
                ? List.of(step.task().origin().task())
                : List.of();
    }

    @Override
    public Labelled apply(TaskId key, @Nullable Labelled before, Step step) {
        TaskSummary task = step.task();
        if (task == null) {
            throw new IllegalArgumentException("The step is of no task");
        }
        WorkflowId workflow = task.origin().workflow();
        Labelled known = before == null ? new Labelled(key, workflow, null, "", List.of(), null, null, null) : before;
        if (step.recorded().event() instanceof JudgeVerdictRecorded verdict) {
            Judgement judgement = verdict.judgement();
            String digest = judgement == null || judgement.failure() != null ? "" : judgement.rubricDigest();
            return new Labelled(
                    key,
                    workflow,
                    known.gate(),
                    digest,
                    digest.isEmpty() ? List.of() : withoutReasons(verdict.scores()),
                    known.label(),
                    known.at(),
                    known.position());
        }
        return new Labelled(
                key,
                workflow,
                task.standing().gate(),
                known.digest(),
                known.scores(),
                label(step.recorded().event()),
                step.recorded().at(),
                step.recorded().position());
    }

    private static List<DimensionScore> withoutReasons(List<DimensionScore> scores) {
        return scores.stream()
                .map(score -> new DimensionScore(score.dimension(), score.passed(), "", score.score()))
                .toList();
    }

    /** What an event says of an output; null when it says nothing of it. */
    public static @Nullable ExampleLabel label(Event event) {
        if (event instanceof OutputApproved) {
            return ExampleLabel.APPROVED;
        }
        if (event instanceof OutputEdited) {
            return ExampleLabel.EDITED;
        }
        if (event instanceof OutputRejected) {
            return ExampleLabel.REJECTED;
        }
        if (event instanceof OutputReviewed reviewed) {
            return switch (reviewed.finding()) {
                case RIGHT -> ExampleLabel.RIGHT;
                case OTHERWISE -> ExampleLabel.OTHERWISE;
                case WRONG -> ExampleLabel.WRONG;
            };
        }
        if (event instanceof HumanOutcomeRecorded told) {
            return told.comparison().agrees() ? ExampleLabel.AGREES : ExampleLabel.DIFFERS;
        }
        return null;
    }
}
