package dev.chancery.folds;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far two raters agree who put the same cases into the same ordered categories.
 *
 * @param cases that both rated
 * @param agreed of these, into the same category
 * @param lower of the share agreed, at 95 % (Wilson); 0 without cases
 * @param upper of the same; 1 without cases
 * @param kappa agreement beyond chance (J. Cohen, 1960); null when chance alone explains it all, as when a rater used one category only
 *     and so did the other
 * @param weightedKappa the same where a disagreement counts by the square of its distance (J. Cohen, 1968); null likewise
 */
public record Agreement(
        long cases,
        long agreed,
        double lower,
        double upper,
        @Nullable Double kappa,
        @Nullable Double weightedKappa) {

    /**
     * From counts.
     *
     * @param counts square: first the one rater's category, then the other's
     */
    public static Agreement of(long[][] counts) {
        long cases = Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
        long agreed = 0;
        for (int i = 0; i < counts.length; i++) {
            agreed += counts[i][i];
        }
        return new Agreement(
                cases,
                agreed,
                WilsonInterval.lowerBound(agreed, cases),
                cases == 0 ? 1 : 1 - WilsonInterval.lowerBound(cases - agreed, cases),
                kappa(counts, cases, false),
                kappa(counts, cases, true));
    }

    /** Share of cases agreed upon; null without cases. */
    public @Nullable Double rate() {
        return cases == 0 ? null : (Double) ((double) agreed / cases);
    }

    /** One minus the disagreement seen over the one that chance would bring. */
    private static @Nullable Double kappa(long[][] counts, long cases, boolean weighted) {
        double seen = 0;
        double chance = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts.length; j++) {
                double weight = weighted ? (double) (i - j) * (i - j) : i == j ? 0 : 1;
                seen += weight * counts[i][j];
                chance += weight * row(counts, i) * column(counts, j);
            }
        }
        return chance == 0 ? null : (Double) (1 - seen * cases / chance);
    }

    private static double row(long[][] counts, int i) {
        return Arrays.stream(counts[i]).sum();
    }

    private static double column(long[][] counts, int j) {
        return Arrays.stream(counts).mapToLong(row -> row[j]).sum();
    }
}
