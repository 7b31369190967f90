package dev.chancery.decisions.gate;

import dev.chancery.decisions.policy.Policy.Bounds;
import java.util.ArrayList;
import java.util.List;

/**
 * A one-sided cumulative sum of log-likelihood ratios over yes-or-no observations, which notices that a share has risen from what
 * is accepted to what is alarming (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954). In whole millionths of a nat,
 * so that every machine computes the same.
 *
 * <p>An observation that counts against the workflow adds {@code ln(alarming / accepted)}, any other {@code ln((1 - alarming) / (1 -
 * accepted))}, which is negative; below zero the sum does not go. It alarms at {@code ln(n)}: then, as long as the share is what is
 * accepted or less, the mean number of observations before a false alarm is {@code n} at the least (G. Lorden, "Procedures for
 * reacting to a change in distribution", Annals of Mathematical Statistics 42, 1971, theorem 2). It is more in practice, because
 * the sum overshoots. Of a share that is alarming, it tells after about {@code ln(n) / d} observations, where {@code d} is the
 * divergence {@code alarming ln(alarming / accepted) + (1 - alarming) ln((1 - alarming) / (1 - accepted))}.
 */
public final class Cusum {

    private static final double MILLION = 1_000_000;

    private final long up;
    private final long down;
    private final long threshold;

    /**
     * A sum.
     *
     * @param falseAlarmEvery mean number of observations before a false alarm, at the least
     */
    public Cusum(Bounds bounds, int falseAlarmEvery) {
        this.up = StrictMath.round(MILLION * StrictMath.log(bounds.alarming() / bounds.accepted()));
        this.down = StrictMath.round(MILLION * StrictMath.log((1 - bounds.alarming()) / (1 - bounds.accepted())));
        this.threshold = StrictMath.round(MILLION * StrictMath.log(falseAlarmEvery));
    }

    /**
     * Where a sequence first alarms.
     *
     * @param from index of the observation with which the sum left zero for the last time
     * @param to index after the one at which it reached the threshold; 0 when it never did
     */
    public record Excursion(int from, int to) {

        /** Whether there was an alarm. */
        public boolean alarms() {
            return to > 0;
        }
    }

    /** Follows a sequence until it alarms; {@code 1} counts against the workflow. */
    public Excursion follow(String observations) {
        long sum = 0;
        int from = 0;
        for (int i = 0; i < observations.length(); i++) {
            if (sum == 0) {
                from = i;
            }
            sum = StrictMath.max(0, sum + (observations.charAt(i) == '1' ? up : down));
            if (sum >= threshold) {
                return new Excursion(from, i + 1);
            }
        }
        return new Excursion(from, 0);
    }

    /** The sum after each observation, as a part of the threshold: at 1 it alarms, and there the course ends. */
    public List<Double> course(String observations) {
        List<Double> course = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < observations.length() && sum < threshold; i++) {
            sum = StrictMath.max(0, sum + (observations.charAt(i) == '1' ? up : down));
            course.add((double) sum / threshold);
        }
        return List.copyOf(course);
    }
}
