package dev.chancery.folds;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.TaskKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pairs of an output and what a person put in its place, by the task in which a judge compares them, and what it said. */
public final class JudgedPairs implements Fold<Step, TaskId, JudgedPairs.Compared> {

    /** How far a pair has come. */
    public enum Stage {
        /** Nobody has asked the judge yet. */
        DUE,
        /** The judge may have been asked, and nothing is known of it yet. */
        POSED,
        JUDGED,
        REFUSED,
        ABANDONED
    }

    /**
     * A pair.
     *
     * @param of the task that the pair is of
     * @param position of the event that says first of it
     * @param lengths null while the judge was not asked
     * @param saying null until the judge was asked about it
     */
    public record Compared(
            TaskId comparison,
            TaskId of,
            WorkflowId workflow,
            long position,
            Stage stage,
            @Nullable Lengths lengths,
            @Nullable Saying saying) {}

    /** Of both texts, in characters. */
    public record Lengths(int output, int correction) {}

    /**
     * What a judge said.
     *
     * @param judge without the version that it reported
     */
    public record Saying(
            String rubric,
            int version,
            String digest,
            String judge,
            PairChoice outputFirst,
            PairChoice correctionFirst,
            PairPreference preference) {}

    @Override
    public String name() {
        return "judged-pairs";
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
        TaskId id = task.origin().task();
        boolean comparison = task.origin().kind() == TaskKind.COMPARISON;
        return switch (event) {
            case OutputPaired ignored -> List.of(Pair.comparison(id));
            case PairPosed ignored -> List.of(id);
            case PairJudged ignored -> List.of(id);
            case TaskRefused ignored -> comparison ? List.of(id) : List.of();
            case TaskAbandoned ignored -> comparison ? List.of(id) : List.of();
            default -> List.of();
        };
    }

    @Override
    public Compared apply(TaskId key, @Nullable Compared before, Step step) {
        TaskSummary task = step.task();
        if (task == null) {
            throw new IllegalArgumentException("The step is of no task");
        }
        Compared pair = before != null
                ? before
                : new Compared(
                        key,
                        task.origin().task(),
                        task.origin().workflow(),
                        step.recorded().position(),
                        Stage.DUE,
                        null,
                        null);
        return switch (step.recorded().event()) {
            case PairPosed e ->
                new Compared(
                        key,
                        e.pair().of(),
                        pair.workflow(),
                        pair.position(),
                        Stage.POSED,
                        new Lengths(e.pair().outputLength(), e.pair().correctionLength()),
                        null);
            case PairJudged e ->
                new Compared(
                        key,
                        pair.of(),
                        pair.workflow(),
                        pair.position(),
                        Stage.JUDGED,
                        pair.lengths(),
                        new Saying(
                                e.rubric(),
                                e.rubricVersion(),
                                e.rubricDigest(),
                                JudgedTasks.judge(e.judge()),
                                e.outputFirst(),
                                e.correctionFirst(),
                                e.preference()));
            case TaskRefused ignored -> at(pair, Stage.REFUSED);
            case TaskAbandoned ignored -> at(pair, Stage.ABANDONED);
            default -> pair;
        };
    }

    private static Compared at(Compared pair, Stage stage) {
        return new Compared(
                pair.comparison(), pair.of(), pair.workflow(), pair.position(), stage, pair.lengths(), pair.saying());
    }
}
