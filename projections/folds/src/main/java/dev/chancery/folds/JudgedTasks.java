package dev.chancery.folds;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Judgement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that a rubric was held against: the last verdict of each, and what a person decided about the same output. Of several verdicts
 * only the last is about the output that people see.
 */
public final class JudgedTasks implements Fold<Step, TaskId, JudgedTasks.Judged> {

    /** What a person did with the output; in the order of their liking. */
    public enum Decision {
        REJECTED(0),
        EDITED(1),
        APPROVED(2);

        private final int rank;

        Decision(int rank) {
            this.rank = rank;
        }

        /** From 0, the least liked. */
        public int rank() {
            return rank;
        }
    }

    /** How much of the rubric the output held, by the verdict; in the same order. */
    public enum Held {
        NOTHING(0),
        SOME(1),
        EVERYTHING(2);

        private final int rank;

        Held(int rank) {
            this.rank = rank;
        }

        /** From 0, the least. */
        public int rank() {
            return rank;
        }
    }

    /**
     * A judged task.
     *
     * @param digest of the rubric, empty in the records of versions that knew none
     * @param judge without the version that it reported
     * @param held null when the output could not be judged
     * @param decision null while nobody has decided
     */
    public record Judged(
            TaskId task,
            WorkflowId workflow,
            String rubric,
            int version,
            String digest,
            String judge,
            @Nullable Held held,
            @Nullable Decision decision) {}

    @Override
    public String name() {
        return "judged-tasks";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<TaskId> keys(Step step) {
        TaskSummary task = step.task();
        if (task == null || !(step.recorded().event() instanceof TaskEvent event)) {
            return List.of();
        }
        return switch (event) {
            case JudgeVerdictRecorded ignored -> List.of(task.origin().task());
            case OutputApproved ignored -> List.of(task.origin().task());
            case OutputEdited ignored -> List.of(task.origin().task());
            case OutputRejected ignored -> List.of(task.origin().task());
            default -> List.of();
        };
    }

    /** A task that people decided about and nobody judged has no rubric; nothing counts it. */
    @Override
    public Judged apply(TaskId key, @Nullable Judged before, Step step) {
        TaskSummary task = step.task();
        if (task == null) {
            throw new IllegalArgumentException("The step is of no task");
        }
        WorkflowId workflow = task.origin().workflow();
        if (step.recorded().event() instanceof JudgeVerdictRecorded verdict) {
            Judgement judgement = verdict.judgement();
            return new Judged(
                    key,
                    workflow,
                    verdict.rubric(),
                    verdict.rubricVersion(),
                    judgement == null ? "" : judgement.rubricDigest(),
                    judge(verdict.judge()),
                    judgement != null && judgement.failure() != null ? null : held(verdict),
                    null);
        }
        Judged judged = before == null ? new Judged(key, workflow, "", 0, "", "", null, null) : before;
        return new Judged(
                key,
                workflow,
                judged.rubric(),
                judged.version(),
                judged.digest(),
                judged.judge(),
                judged.held(),
                switch (step.recorded().event()) {
                    case OutputApproved ignored -> Decision.APPROVED;
                    case OutputEdited ignored -> Decision.EDITED;
                    default -> Decision.REJECTED;
                });
    }

    /** The deployment, without the version that it reported. */
    static String judge(String judge) {
        int at = judge.indexOf('@');
        return at < 0 ? judge : judge.substring(0, at);
    }

    /** A verdict that did not pass though every dimension did, because of the rubric's minimum, holds some. */
    private static Held held(JudgeVerdictRecorded verdict) {
        if (verdict.passed()) {
            return Held.EVERYTHING;
        }
        return verdict.scores().stream().anyMatch(DimensionScore::passed) ? Held.SOME : Held.NOTHING;
    }
}
