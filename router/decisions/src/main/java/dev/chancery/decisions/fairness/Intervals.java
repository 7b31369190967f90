package dev.chancery.decisions.fairness;

import org.jspecify.annotations.Nullable;

/** Where differences and ratios of rates lie with a confidence of 95 %. */
public final class Intervals {

    static final String NEWCOMBE = "Newcombe (method 10)";
    static final String KATZ = "Katz (log)";
    static final String MOVER = "Newcombe, combined by MOVER";

    private Intervals() {}

    /** One rate minus the other, after Newcombe (1998), method 10: from the Wilson intervals of both. */
    public static Range newcombe(Proportion one, Proportion other) {
        double d = one.rate() - other.rate();
        Range a = one.wilson();
        Range b = other.wilson();
        return new Range(
                d - root(one.rate() - a.low(), b.high() - other.rate()),
                d + root(a.high() - one.rate(), other.rate() - b.low()));
    }

    /** One rate over the other, after Katz and others (1978): from the logarithm. Null when one of them is 0. */
    public static @Nullable Range katz(Proportion one, Proportion other) {
        if (one.events() == 0 || other.events() == 0) {
            return null;
        }
        double log = StrictMath.log(one.rate() / other.rate());
        double half =
                Proportion.Z95 * Math.sqrt(1.0 / one.events() - 1.0 / one.n() + 1.0 / other.events() - 1.0 / other.n());
        return new Range(StrictMath.exp(log - half), StrictMath.exp(log + half));
    }

    /** The mean of two independent differences, from their intervals (Zou and Donner, 2008). */
    static Range mean(double one, Range of, double other, Range ofOther) {
        double mean = (one + other) / 2;
        return new Range(
                mean - root(one - of.low(), other - ofOther.low()) / 2,
                mean + root(of.high() - one, ofOther.high() - other) / 2);
    }

    private static double root(double a, double b) {
        return Math.sqrt(a * a + b * b);
    }
}
