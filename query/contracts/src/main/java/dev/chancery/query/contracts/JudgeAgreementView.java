package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far verdicts agree with what people decided in the review queue about the same outputs. Where a gate delivers what passes, people
 * see only what did not, and the figures are of those alone.
 */
public record JudgeAgreementView(List<RubricAgreement> rubrics) {

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
}
