package dev.chancery.contracts.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric between groups.
 *
 * @param attribute that the groups differ in; of two, both with × between
 * @param group which is compared
 * @param reference with which
 * @param n cases of the group that the rate is over; for two rates the fewer
 * @param referenceN the same of the reference
 * @param value null when it is divided by nothing
 * @param interval null where there is none
 * @param test null where nothing was tested
 * @param belowFourFifths for ratios, whether it is below 0.8; a screening convention of 29 CFR 1607.4(D), not a threshold of law
 * @param leftOut groups that were too small to take part
 * @param bound null when none is set
 * @param finding the open finding that says it, null when none does
 */
public record BiasResult(
        BiasMetric metric,
        BiasConvention convention,
        String attribute,
        String group,
        String reference,
        long n,
        long referenceN,
        @Nullable Double value,
        @Nullable Interval interval,
        @Nullable Test test,
        @Nullable Boolean belowFourFifths,
        List<String> leftOut,
        @Nullable BiasBound bound,
        BiasVerdict verdict,
        @Nullable String finding) {
    public BiasResult {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Where the value lies with a confidence of 95 %.
     *
     * @param method its name
     */
    public record Interval(double low, double high, String method) {}

    /**
     * How probable such a difference is by chance.
     *
     * @param method its name
     * @param p for this test alone
     * @param adjusted after Holm, among all tests of the check that have enough data; null when this has not
     */
    public record Test(String method, double p, @Nullable Double adjusted) {}
}
