package dev.chancery.decisions.judge;

import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.VerdictDecision;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.Dimension;
import dev.chancery.decisions.policy.Policy.Rubric;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the scores of an output. It passes when every check holds, every dimension reaches its threshold, and all
 * dimensions together the rubric's minimum. One that does not is revised while the rubric has a round left for it. One that could
 * not be judged is held: a dimension without a score never passes.
 */
public final class RubricVerdict {

    private static final String NO_JUDGE =
            "Not scored: this needs a judge, and the rubric names none. The embedded scorer makes the checks only.";
    private static final String NOT_ASKED = "Not scored: a check failed before the judge was asked.";

    private RubricVerdict() {}

    /**
     * Decides over scores.
     *
     * @param judge who scored
     * @param scores of checks and dimensions; what is missing fails
     * @param round which answer of the task it is, from 1
     * @param revisable whether asking again makes sense; an answer that calls tools has no text to revise
     * @param failure why the judge gave no verdict, null when it was not asked or gave one
     */
    public static JudgeVerdictRecorded decide(
            Rubric rubric,
            String judge,
            List<DimensionScore> scores,
            int round,
            boolean revisable,
            @Nullable String failure) {
        List<DimensionScore> all = complete(rubric, scores, failure);
        boolean checked = all.stream().limit(rubric.checks().size()).allMatch(DimensionScore::passed);
        boolean scored = all.stream().skip(rubric.checks().size()).allMatch(s -> s.score() != null);
        VerdictDecision decision;
        if (failure == null && all.stream().allMatch(DimensionScore::passed) && reachesMinimum(rubric, all)) {
            decision = VerdictDecision.DELIVER;
        } else if (failure == null && revisable && (scored || !checked) && round <= rubric.revisions()) {
            decision = VerdictDecision.REVISE;
        } else {
            decision = VerdictDecision.HOLD;
        }
        return new JudgeVerdictRecorded(
                rubric.id(),
                rubric.version(),
                judge,
                all,
                decision == VerdictDecision.DELIVER,
                new Judgement(rubric.digest(), round, decision, failure));
    }

    /** Every check and every dimension in the rubric's order; whether a dimension passed follows from its score. */
    private static List<DimensionScore> complete(Rubric rubric, List<DimensionScore> scores, @Nullable String failure) {
        List<DimensionScore> all = new ArrayList<>();
        for (Check check : rubric.checks()) {
            DimensionScore known = of(check.dimension(), scores);
            all.add(known == null ? new DimensionScore(check.dimension(), false, "Not checked.", null) : known);
        }
        boolean checked = all.stream().allMatch(DimensionScore::passed);
        for (Dimension dimension : rubric.dimensions()) {
            DimensionScore known = of(dimension.name(), scores);
            if (known == null) {
                String why = failure != null ? "Not scored: " + failure : checked ? NO_JUDGE : NOT_ASKED;
                all.add(new DimensionScore(dimension.name(), false, why, null));
            } else {
                boolean passed = known.score() != null && known.score() >= dimension.threshold();
                all.add(new DimensionScore(dimension.name(), passed, known.reason(), known.score()));
            }
        }
        return all;
    }

    private static @Nullable DimensionScore of(String dimension, List<DimensionScore> scores) {
        return scores.stream()
                .filter(s -> s.dimension().equals(dimension))
                .findFirst()
                .orElse(null);
    }

    private static boolean reachesMinimum(Rubric rubric, List<DimensionScore> all) {
        long reached = 0;
        long highest = 0;
        for (Dimension dimension : rubric.dimensions()) {
            DimensionScore score = of(dimension.name(), all);
            reached += (long) dimension.weight() * (score == null || score.score() == null ? 0 : score.score());
            highest += (long) dimension.weight() * DimensionScore.HIGHEST;
        }
        return 100 * reached >= rubric.minimum() * highest;
    }
}
