package dev.chancery.decisions.fairness;

/**
 * How often something was so.
 *
 * @param events cases in which it was
 * @param n cases in which it could have been
 */
public record Proportion(long events, long n) {

    /** Of the standard normal distribution: 95 % of it lies within, on both sides together. */
    static final double Z95 = 1.959963984540054;

    public Proportion {
        if (events < 0 || events > n) {
            throw new IllegalArgumentException("Something is so in no more cases than there are");
        }
    }

    /** Without a case there is no rate. */
    boolean isKnown() {
        return n > 0;
    }

    /** The share, {@code NaN} without a case. */
    double rate() {
        return (double) events / n;
    }

    Proportion plus(Proportion other) {
        return new Proportion(events + other.events, n + other.n);
    }

    /** Where the rate lies with a confidence of 95 %, after Wilson (1927). */
    public Range wilson() {
        double z2 = Z95 * Z95;
        double p = rate();
        double centre = p + z2 / (2 * n);
        double half = Z95 * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
        double all = 1 + z2 / n;
        return new Range(
                events == 0 ? 0 : Math.max(0, (centre - half) / all),
                events == n ? 1 : Math.min(1, (centre + half) / all));
    }

    /** What it would add up to by chance: the variance of this rate if the true one were {@code pooled}. */
    double variance(double pooled) {
        return pooled * (1 - pooled) / n;
    }
}
