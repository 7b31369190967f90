package dev.chancery.decisions.feedback;

import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ScoreCount;
import dev.chancery.contracts.fact.ScoredOutputs;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.Dimension;
import dev.chancery.decisions.policy.Policy.Rubric;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a threshold of a rubric should be another, because verdicts would then agree with people more often. A verdict agrees when it
 * passes what was approved unchanged, or does not pass what was edited or rejected. Only outputs count about which this threshold alone
 * decides: every check holds, and so does every other threshold.
 *
 * <p>Of the scores that these outputs have, the one is the best threshold at which most verdicts agree. It is proposed when both kinds of
 * outputs were seen often enough and the 99 % Wilson intervals of the shares that agree, at this threshold and at the one in force, do
 * not touch. They are that wide since the best of several is chosen by the very outputs that it is then held against, and since it is looked
 * at again and again: of verdicts that know nothing some 4 % at the most lead to a proposal within 1,000 outputs (in simulation, with 20 scores).
 */
public final class ThresholdDecision {

    /** Quantile of the normal distribution for a two-sided interval of 99 %. */
    private static final double Z = 2.575829;

    private ThresholdDecision() {}

    /**
     * A threshold of a rubric.
     *
     * @param rubric index among the policy's rubrics
     * @param dimension index among its dimensions, whose scores are 1 to 5; null for the minimum over all of them, in percent
     */
    public record Threshold(int rubric, @Nullable Integer dimension) {

        /** Where it is in the policy document (RFC 6901). */
        public String pointer() {
            return "/rubrics/" + rubric + (dimension == null ? "/minimum" : "/dimensions/" + dimension + "/threshold");
        }

        /** What it is under a policy. */
        public int value(Policy policy) {
            Rubric of = policy.rubrics().get(rubric);
            return dimension == null
                    ? of.minimum()
                    : of.dimensions().get(dimension).threshold();
        }
    }

    /** The thresholds of a rubric that somebody scores: the one over all dimensions first. */
    public static List<Threshold> of(Policy policy, int rubric) {
        Rubric scored = policy.rubrics().get(rubric);
        List<Threshold> thresholds = new ArrayList<>();
        if (scored.scorer() != null) {
            thresholds.add(new Threshold(rubric, null));
            for (int dimension = 0; dimension < scored.dimensions().size(); dimension++) {
                thresholds.add(new Threshold(rubric, dimension));
            }
        }
        return thresholds;
    }

    /**
     * The outputs about which a threshold alone decides, by the score that is held against it.
     *
     * @param outputs of the rubric as it stands in the policy
     * @return in the order of the scores
     */
    public static List<ScoreCount> counts(Policy policy, Threshold threshold, List<ScoredOutputs> outputs) {
        Rubric rubric = policy.rubrics().get(threshold.rubric());
        SortedMap<Integer, ScoreCount> counts = new TreeMap<>();
        for (ScoredOutputs output : outputs) {
            Integer score = score(rubric, threshold.dimension(), output.scores());
            if (score != null) {
                ScoreCount before = counts.getOrDefault(score, new ScoreCount(score, 0, 0));
                counts.put(
                        score,
                        new ScoreCount(
                                score,
                                before.reviewed() + output.reviewed(),
                                before.approvedUnchanged() + output.approvedUnchanged()));
            }
        }
        return List.copyOf(counts.values());
    }

    /** What is held against the threshold; null when something else stands against the output, too. */
    private static @Nullable Integer score(Rubric rubric, @Nullable Integer threshold, List<DimensionScore> scores) {
        for (Check check : rubric.checks()) {
            DimensionScore made = find(check.dimension(), scores);
            if (made == null || !made.passed()) {
                return null;
            }
        }
        Integer own = null;
        long reached = 0;
        long highest = 0;
        for (int i = 0; i < rubric.dimensions().size(); i++) {
            Dimension dimension = rubric.dimensions().get(i);
            DimensionScore given = find(dimension.name(), scores);
            Integer score = given == null ? null : given.score();
            if (score == null) {
                return null;
            }
            if (threshold != null && threshold == i) {
                own = score;
            } else if (score < dimension.threshold()) {
                return null;
            }
            reached += (long) dimension.weight() * score;
            highest += (long) dimension.weight() * DimensionScore.HIGHEST;
        }
        // Rounded down, it reaches a whole percentage exactly when the share does.
        int percent = (int) (100 * reached / highest);
        if (threshold == null) {
            return percent;
        }
        return percent < rubric.minimum() ? null : own;
    }

    private static @Nullable DimensionScore find(String dimension, List<DimensionScore> scores) {
        for (DimensionScore score : scores) {
            if (score.dimension().equals(dimension)) {
                return score;
            }
        }
        return null;
    }

    /**
     * The changes that set a threshold where verdicts and people agree best, and raise the rubric's version.
     *
     * @param counts as {@link #counts} has them
     * @return empty when the threshold stays
     */
    public static List<PolicyChange> decide(Policy policy, Threshold threshold, List<ScoreCount> counts) {
        int now = threshold.value(policy);
        int reviewed = counts.stream().mapToInt(ScoreCount::reviewed).sum();
        int approved = counts.stream().mapToInt(ScoreCount::approvedUnchanged).sum();
        int minimum = policy.feedback().minimumReviewed();
        int best = best(counts, now);
        if (approved < minimum
                || reviewed - approved < minimum
                || lower(agreed(counts, best), reviewed) <= upper(agreed(counts, now), reviewed)) {
            return List.of();
        }
        int version = policy.rubrics().get(threshold.rubric()).version();
        return List.of(
                change(threshold.pointer(), now, best),
                change("/rubrics/" + threshold.rubric() + "/version", version, version + 1));
    }

    /** With how many people's decisions a verdict by a threshold agrees. */
    public static int agreed(List<ScoreCount> counts, int threshold) {
        return counts.stream()
                .mapToInt(count -> count.score() >= threshold
                        ? count.approvedUnchanged()
                        : count.reviewed() - count.approvedUnchanged())
                .sum();
    }

    /** Of several that are as good the one nearest to what is in force, and of two such the stricter. */
    private static int best(List<ScoreCount> counts, int now) {
        int best = now;
        for (ScoreCount count : counts) {
            int more = agreed(counts, count.score()) - agreed(counts, best);
            if (more > 0 || (more == 0 && Math.abs(count.score() - now) <= Math.abs(best - now))) {
                best = count.score();
            }
        }
        return best;
    }

    /**
     * A recorded draft with the changes that it should have, by its own counts.
     *
     * @param base the policy that it changes
     */
    static PolicyDrafted again(PolicyDrafted draft, List<ScoreCount> counts, Policy base) {
        return new PolicyDrafted(
                draft.draft(),
                draft.base(),
                changes(draft, counts, base),
                draft.evidence(),
                draft.reason(),
                draft.by(),
                counts);
    }

    private static List<PolicyChange> changes(PolicyDrafted draft, List<ScoreCount> counts, Policy base) {
        for (int rubric = 0; rubric < base.rubrics().size(); rubric++) {
            for (Threshold threshold : of(base, rubric)) {
                if (!draft.changes().isEmpty()
                        && draft.changes().getFirst().pointer().equals(threshold.pointer())) {
                    return decide(base, threshold, counts);
                }
            }
        }
        return List.of();
    }

    private static PolicyChange change(String pointer, int before, int after) {
        return new PolicyChange(pointer, String.valueOf(before), String.valueOf(after));
    }

    /** E. B. Wilson, JASA 22 (1927); strict arithmetic, so that every machine computes the same bits. */
    private static double lower(int part, int whole) {
        double n = whole;
        double share = part / n;
        double centre = share + Z * Z / (2 * n);
        double margin = Z * StrictMath.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return (centre - margin) / (1 + Z * Z / n);
    }

    private static double upper(int part, int whole) {
        return 1 - lower(whole - part, whole);
    }
}
