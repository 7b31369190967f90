package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far verdicts agree with what people decided in the review queue about the same outputs. Where a gate delivers what passes, people
 * see only what did not, and the figures are of those alone.
 *
 * @param pairs how far judges stick to what they say of two texts, and agree with the people who put the one in the place of the other
 * @param open pairs of which no judge has said anything
 */
public record JudgeAgreementView(List<RubricAgreement> rubrics, List<PairAgreement> pairs, List<OpenPairs> open) {

    /**
     * A version of a rubric, by one judge, in one workflow.
     *
     * @param digest of the rubric, the judge that it names included; empty in old records
     * @param judge the deployment, or {@code deterministic/1} for checks alone
     * @param n outputs that were judged and that a person has decided
     * @param agreed of these: passed and approved unchanged, or not passed and edited or rejected
     * @param rate of agreement, null when {@code n} is 0
     * @param lower of the rate, at 95 % (Wilson)
     * @param upper of the rate, likewise
     * @param kappa Cohen's, of passed and approved unchanged; null where chance explains everything
     * @param weightedKappa with quadratic weights, of nothing, some, or all of the rubric held, and rejected, edited, approved
     * @param passedOnly passed, and not approved unchanged
     * @param approvedOnly approved unchanged, and not passed
     * @param failed outputs that could not be judged
     * @param undecided judged outputs that no person decided about
     */
    public record RubricAgreement(
            String workflow,
            String rubric,
            int version,
            String digest,
            String judge,
            long n,
            long agreed,
            @Nullable Double rate,
            double lower,
            double upper,
            @Nullable Double kappa,
            @Nullable Double weightedKappa,
            long passedOnly,
            long approvedOnly,
            long failed,
            long undecided) {}

    /**
     * A version of a rubric, by one judge, in one workflow: what it said about outputs and what people put in their place, shown in both
     * orders.
     *
     * @param digest of the rubric
     * @param judge the deployment
     * @param n pairs about which it made a choice in both orders
     * @param swapConsistency of these, where it said the same in both orders; every other counts as a tie
     * @param ties of these, those that it found alike in both orders
     * @param firstChosen of its single choices between two texts, those of the one that was shown first; half where order plays no part
     * @param agreed of the pairs of which it prefers one text in both orders, those of which it prefers the person's
     * @param longerPreferred of those with a longer text, those of which it prefers the longer one
     * @param longerCorrections of the same, those of which the person's text is the longer one: the share above if it always agreed
     * @param undecided pairs about which it made no choice in one order at the least, or none that counts
     * @param malformed answers that were no choice
     * @param unanswered questions without an answer, or not asked after one without
     */
    public record PairAgreement(
            String workflow,
            String rubric,
            int version,
            String digest,
            String judge,
            long n,
            Share swapConsistency,
            long ties,
            Share firstChosen,
            Share agreed,
            Share longerPreferred,
            Share longerCorrections,
            long undecided,
            long malformed,
            long unanswered) {}

    /**
     * A part of a whole.
     *
     * @param rate null when {@code n} is 0
     * @param lower of the rate, at 95 % (Wilson)
     * @param upper of the rate, likewise
     */
    public record Share(long count, long n, @Nullable Double rate, double lower, double upper) {}

    /**
     * Pairs of a workflow without a word of a judge.
     *
     * @param waiting not asked about yet, or not answered
     * @param refused not asked about: a wall, a budget, a stop, an erasure
     * @param abandoned by a process that ended before the answer
     */
    public record OpenPairs(String workflow, long waiting, long refused, long abandoned) {}
}
