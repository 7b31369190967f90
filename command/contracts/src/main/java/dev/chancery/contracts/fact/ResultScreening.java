package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What was seen in the sanitised result of a tool before it was handed over; a fact that replay takes from the record and never
 * infers again.
 *
 * @param scorer id and version of what scored
 * @param scores one for each category, in the scorer's order
 */
public record ResultScreening(String scorer, List<RiskScore> scores) {
    public ResultScreening {
        scores = List.copyOf(scores);
    }

    /** The names of everything that was seen. */
    public List<String> signs() {
        return scores.stream().flatMap(score -> score.signs().stream()).toList();
    }
}
