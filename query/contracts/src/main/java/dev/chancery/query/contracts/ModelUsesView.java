package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;

/**
 * What versions of models were used for.
 *
 * @param position how many events of the log are counted
 */
public record ModelUsesView(long position, List<ModelUse> versions) {
    public ModelUsesView {
        versions = List.copyOf(versions);
    }

    /**
     * A deployment with a version that it reported.
     *
     * @param answers first answers of tasks
     * @param revisions answers in the place of earlier ones
     * @param judgements what it said as a judge of answers
     * @param comparisons what it said as a judge of two texts
     * @param outputs answers that became outputs, delivered or not
     * @param verdicts outputs that were judged last
     * @param passed of these
     * @param reviewed outputs that a person approved, edited or rejected
     * @param approved of these, as they were
     */
    public record ModelUse(
            String deployment,
            String version,
            Instant firstUsed,
            Instant lastUsed,
            long answers,
            long revisions,
            long judgements,
            long comparisons,
            long outputs,
            long verdicts,
            long passed,
            long reviewed,
            long approved) {}
}
