package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What people decided about outputs whose verdicts have the same scores.
 *
 * @param scores of the last verdict, without its reasons, in the rubric's order
 * @param reviewed outputs decided by a person
 * @param approvedUnchanged of these, approved without an edit
 */
public record ScoredOutputs(List<DimensionScore> scores, int reviewed, int approvedUnchanged) {
    public ScoredOutputs {
        scores = List.copyOf(scores);
    }
}
