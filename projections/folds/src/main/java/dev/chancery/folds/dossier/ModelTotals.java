package dev.chancery.folds.dossier;

import dev.chancery.contracts.fact.TaskState;
import dev.chancery.folds.ModelCalls;
import dev.chancery.folds.ModelCalls.Call;
import dev.chancery.folds.ModelCalls.Touched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What versions of models were used for, summed over tasks. */
public final class ModelTotals {

    /**
     * A version that a deployment reported.
     *
     * @param answers first answers of tasks
     * @param revisions answers in the place of earlier ones
     * @param judgements what it said as a judge of answers
     * @param comparisons what it said as a judge of two texts
     * @param outputs answers that became outputs
     * @param verdicts outputs that were judged last
     * @param passed of these
     * @param reviewed outputs that a person approved, edited or rejected
     * @param approved of these, as they were
     */
    public record Total(
            String deployment,
            String version,
            Instant first,
            Instant last,
            long answers,
            long revisions,
            long judgements,
            long comparisons,
            long outputs,
            long verdicts,
            long passed,
            long reviewed,
            long approved) {

        static Total of(Touched task, Call call) {
            boolean output = call.output();
            TaskState state = task.state();
            boolean reviewed =
                    output && (state == TaskState.APPROVED || state == TaskState.EDITED || state == TaskState.REJECTED);
            return new Total(
                    call.deployment(),
                    call.version(),
                    call.at(),
                    call.at(),
                    one(call.kind() == ModelCalls.Kind.ANSWER),
                    one(call.kind() == ModelCalls.Kind.REVISION),
                    one(call.kind() == ModelCalls.Kind.JUDGE),
                    one(call.kind() == ModelCalls.Kind.COMPARISON),
                    one(output),
                    one(output && task.passed() != null),
                    one(output && Boolean.TRUE.equals(task.passed())),
                    one(reviewed),
                    one(output && state == TaskState.APPROVED));
        }

        private static long one(boolean is) {
            return is ? 1 : 0;
        }

        Total plus(Total other) {
            return new Total(
                    deployment,
                    version,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last,
                    answers + other.answers,
                    revisions + other.revisions,
                    judgements + other.judgements,
                    comparisons + other.comparisons,
                    outputs + other.outputs,
                    verdicts + other.verdicts,
                    passed + other.passed,
                    reviewed + other.reviewed,
                    approved + other.approved);
        }
    }

    private final SortedMap<String, Total> totals = new TreeMap<>();

    ModelTotals() {}

    ModelTotals(ModelTotals other) {
        totals.putAll(other.totals);
    }

    void add(Touched task) {
        for (Call call : task.calls()) {
            totals.merge(call.deployment() + "\n" + call.version(), Total.of(task, call), Total::plus);
        }
    }

    List<Total> all() {
        return new ArrayList<>(totals.values());
    }
}
