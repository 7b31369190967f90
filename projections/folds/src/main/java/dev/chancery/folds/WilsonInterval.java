package dev.chancery.folds;

/**
 * The Wilson score interval of a share; E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22 (1927). Strict arithmetic, so that every machine computes the same bits.
 */
public final class WilsonInterval {

    /** Two-sided 95 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    private WilsonInterval() {}

    /** Upper bound at 95 %, 1 when there was no trial. */
    public static double upperBound(int successes, int trials) {
        return 1 - lowerBound(trials - successes, trials);
    }

    /** Lower bound at 95 %, 0 when there was no trial. */
    public static double lowerBound(long successes, long trials) {
        if (trials == 0) {
            return 0;
        }
        double n = trials;
        double share = successes / n;
        double centre = share + Z * Z / (2 * n);
        double margin = Z * StrictMath.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return StrictMath.max(0, (centre - margin) / (1 + Z * Z / n));
    }
}
