package dev.chancery.contracts.fact;

/** What is measured between groups, each in one convention. */
public enum BiasMetric {
    /** Selection rate of the group minus that of the privileged. */
    STATISTICAL_PARITY_DIFFERENCE(BiasConvention.AIF360, Needs.OUTCOME, false),
    /** Selection rate of the group over that of the privileged. */
    DISPARATE_IMPACT(BiasConvention.AIF360, Needs.OUTCOME, true),
    /** True positive rate of the group minus that of the privileged. */
    EQUAL_OPPORTUNITY_DIFFERENCE(BiasConvention.AIF360, Needs.LABEL, false),
    /** False positive rate of the group minus that of the privileged. */
    FALSE_POSITIVE_RATE_DIFFERENCE(BiasConvention.AIF360, Needs.LABEL, false),
    /** False positive rate of the group over that of the privileged. */
    FALSE_POSITIVE_RATE_RATIO(BiasConvention.AIF360, Needs.LABEL, true),
    /** Half the sum of the differences of the false and of the true positive rates. */
    AVERAGE_ODDS_DIFFERENCE(BiasConvention.AIF360, Needs.LABEL, false),
    /** The larger of the differences, without sign, of the false and of the true positive rates. */
    EQUALISED_ODDS_DIFFERENCE(BiasConvention.AIF360, Needs.LABEL, false),
    /** Positive predictive value of the group minus that of the privileged. */
    PREDICTIVE_PARITY_DIFFERENCE(BiasConvention.AIF360, Needs.LABEL, false),
    /** False omission rate of the group minus that of the privileged. */
    FALSE_OMISSION_RATE_DIFFERENCE(BiasConvention.AIF360, Needs.LABEL, false),
    /** Largest minus smallest selection rate. */
    DEMOGRAPHIC_PARITY_DIFFERENCE(BiasConvention.FAIRLEARN, Needs.OUTCOME, false),
    /** Smallest over largest selection rate. */
    DEMOGRAPHIC_PARITY_RATIO(BiasConvention.FAIRLEARN, Needs.OUTCOME, true),
    /** The larger of the ranges of the true and of the false positive rates. */
    EQUALISED_ODDS_RANGE(BiasConvention.FAIRLEARN, Needs.LABEL, false),
    /** The smaller of the ratios, smallest over largest, of the true and of the false positive rates. */
    EQUALISED_ODDS_RATIO(BiasConvention.FAIRLEARN, Needs.LABEL, true),
    /** Selection rate of the group over the highest one. */
    SELECTION_IMPACT_RATIO(BiasConvention.LL144, Needs.OUTCOME, true),
    /** Share of the group that scores above the median of all, over the highest such share. */
    SCORING_IMPACT_RATIO(BiasConvention.LL144, Needs.SCORE, true),
    /** Favourable answers with the value minus those with the reference, among all pairs. */
    COUNTERFACTUAL_DIFFERENCE(BiasConvention.COUNTERFACTUAL, Needs.PAIRS, false),
    /** Pairs whose two answers differ, whichever is favourable, among all pairs. */
    COUNTERFACTUAL_FLIP_RATE(BiasConvention.COUNTERFACTUAL, Needs.PAIRS, false);

    /** What has to be known of each case besides its groups. */
    public enum Needs {
        /** What was decided. */
        OUTCOME,
        /** What would have been right, too. */
        LABEL,
        /** A score. */
        SCORE,
        /** No cases, but answers to prompts that differ in the attribute alone. */
        PAIRS
    }

    private final BiasConvention convention;
    private final Needs needs;
    private final boolean ratio;

    BiasMetric(BiasConvention convention, Needs needs, boolean ratio) {
        this.convention = convention;
        this.needs = needs;
        this.ratio = ratio;
    }

    public BiasConvention convention() {
        return convention;
    }

    public Needs needs() {
        return needs;
    }

    /** Whether it divides, so that 1 and not 0 says that there is no difference. */
    public boolean isRatio() {
        return ratio;
    }
}
