package dev.chancery.contracts.fact;

/**
 * How often something is so in a group.
 *
 * @param events cases in which it is
 * @param n cases in which it could be
 * @param low lower bound of the 95 % Wilson interval
 * @param high upper bound
 */
public record BiasRate(
        Kind kind, String attribute, String group, long events, long n, double value, double low, double high) {

    /** Of what. */
    public enum Kind {
        /** Favourable outcomes among all. */
        SELECTION,
        /** Favourable outcomes where that would have been right. */
        TRUE_POSITIVE,
        /** Favourable outcomes where that would have been wrong. */
        FALSE_POSITIVE,
        /** Right ones among the favourable outcomes. */
        POSITIVE_PREDICTIVE,
        /** Wrong ones among the unfavourable outcomes. */
        FALSE_OMISSION,
        /** Scores above the median of all. */
        SCORING
    }
}
