package dev.chancery.decisions.fairness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * How probable it is to see at least such a difference where there is none; both directions counted. Written out and by
 * {@link StrictMath}, for a check is computed again by whoever verifies it and has to come out the same on every machine.
 */
public final class Chance {

    static final String Z_TEST = "two-proportion z";
    static final String FISHER = "Fisher exact";

    /** Below so many expected cases of a kind in a group the normal distribution says too little. */
    static final double EXPECTED = 5;

    /** As R does it: what is as probable but for rounding counts as no more probable. */
    private static final double TIE = 1 + 1e-7;

    private static final double ROOT_OF_PI = 1.772453850905516;
    private static final double TINY = 1e-300;

    private Chance() {}

    /** Fisher's test where it is needed, else the z-test: its name and what it says. */
    record Tested(String method, double p) {}

    static Tested test(Proportion one, Proportion other) {
        Proportion both = one.plus(other);
        double share = both.rate();
        double fewest = Math.min(one.n(), other.n()) * Math.min(share, 1 - share);
        return fewest < EXPECTED ? new Tested(FISHER, fisher(one, other)) : new Tested(Z_TEST, twoSided(z(one, other)));
    }

    /** The z of two rates, with the rate of both together for its variance and no correction. */
    public static double z(Proportion one, Proportion other) {
        double pooled = one.plus(other).rate();
        double variance = one.variance(pooled) + other.variance(pooled);
        return variance == 0 ? 0 : (one.rate() - other.rate()) / Math.sqrt(variance);
    }

    /** The share of the standard normal distribution that is at least as far from 0. */
    public static double twoSided(double z) {
        return erfc(Math.abs(z) / Math.sqrt(2));
    }

    /** Fisher's exact test: what is no more probable than what was seen, of all tables with the same sums. */
    public static double fisher(Proportion one, Proportion other) {
        long events = one.events() + other.events();
        long all = one.n() + other.n();
        long least = Math.max(0, events - other.n());
        long most = Math.min(events, one.n());
        double[] weights = new double[(int) (most - least + 1)];
        int mode = (int) (Math.max(least, Math.min(most, (events + 1) * (one.n() + 1) / (all + 2))) - least);
        weights[mode] = 1;
        for (int i = mode + 1; i < weights.length; i++) {
            long k = least + i;
            weights[i] =
                    weights[i - 1] * (events - k + 1) * (one.n() - k + 1) / ((double) k * (other.n() - events + k));
        }
        for (int i = mode - 1; i >= 0; i--) {
            long k = least + i + 1;
            weights[i] = weights[i + 1]
                    * ((double) k * (other.n() - events + k))
                    / ((events - k + 1) * (double) (one.n() - k + 1));
        }
        return atMost(weights, (int) (one.events() - least));
    }

    /** Of a symmetric binomial distribution: as far from the middle as {@code one} of {@code one + other}. McNemar's exact test. */
    public static double binomial(long one, long other) {
        int n = Math.toIntExact(one + other);
        if (n == 0) {
            return 1;
        }
        double[] weights = new double[n + 1];
        int mode = n / 2;
        weights[mode] = 1;
        for (int k = mode + 1; k <= n; k++) {
            weights[k] = weights[k - 1] * (n - k + 1) / k;
        }
        for (int k = mode - 1; k >= 0; k--) {
            weights[k] = weights[k + 1] * (k + 1) / (n - k);
        }
        return atMost(weights, (int) one);
    }

    private static double atMost(double[] weights, int seen) {
        double all = 0;
        double extreme = 0;
        for (double weight : weights) {
            all += weight;
            extreme += weight <= weights[seen] * TIE ? weight : 0;
        }
        return Math.min(1, extreme / all);
    }

    /**
     * Holm's step-down (1979): what each probability becomes among all of them.
     *
     * @return in the order of {@code p}
     */
    public static List<Double> holm(List<Double> p) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < p.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing(p::get));
        List<Double> adjusted = new ArrayList<>(Collections.nCopies(p.size(), 1.0));
        double largest = 0;
        for (int i = 0; i < order.size(); i++) {
            largest = Math.max(largest, Math.min(1, p.get(order.get(i)) * (p.size() - i)));
            adjusted.set(order.get(i), largest);
        }
        return adjusted;
    }

    /** The complementary error function, for 0 and above: a series near 0, else a continued fraction by Lentz's method. */
    static double erfc(double x) {
        double square = x * x;
        if (x < 1.5) {
            double term = x;
            double sum = x;
            for (int n = 1; term > sum * 1e-17; n++) {
                term *= 2 * square / (2 * n + 1);
                sum += term;
            }
            return 1 - 2 / ROOT_OF_PI * StrictMath.exp(-square) * sum;
        }
        double b = square + 0.5;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < 1_000; i++) {
            double a = -i * (i - 0.5);
            b += 2;
            d = 1 / (a * d + b);
            c = b + a / c;
            double change = c * d;
            h *= change;
            if (Math.abs(change - 1) < 1e-16) {
                break;
            }
        }
        return StrictMath.exp(-square) * x / ROOT_OF_PI * h;
    }
}
