package dev.chancery.decisions.fairness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Whether answers change when nothing but an attribute does: pairs of the same prompt with one value and with another. */
public final class Counterfactuals {

    /** So often a sample of the templates is drawn for the interval. */
    static final int SAMPLES = 2_000;

    private static final long SEED = 0xb1a5;

    private Counterfactuals() {}

    /**
     * The pairs of one template.
     *
     * @param pairs all
     * @param onlyOne of these, favourable for the first value alone
     * @param onlyOther favourable for the second value alone
     */
    public record Template(String template, long pairs, long onlyOne, long onlyOther) {
        public Template {
            if (onlyOne < 0 || onlyOther < 0 || onlyOne + onlyOther > pairs) {
                throw new IllegalArgumentException("A template has not more discordant pairs than pairs");
            }
        }
    }

    /**
     * What pairs say.
     *
     * @param flipRate discordant among all pairs
     * @param difference favourable for the first value minus for the second, among all pairs
     * @param low lower bound of the 95 % interval of the difference, by resampling whole templates
     * @param high upper bound
     * @param mcNemar exact probability of such discordant pairs by chance, each pair for itself
     * @param noise how often decisions flip between paraphrases with the same value; {@code NaN} when that was not measured
     */
    public record Paired(
            long pairs,
            long onlyOne,
            long onlyOther,
            double flipRate,
            double difference,
            double low,
            double high,
            double mcNemar,
            double noise) {}

    /**
     * Compares.
     *
     * @param paraphrases the same for paraphrases with the same value, for the noise floor
     */
    public static Paired compare(List<Template> templates, List<Template> paraphrases) {
        long pairs = templates.stream().mapToLong(Template::pairs).sum();
        long onlyOne = templates.stream().mapToLong(Template::onlyOne).sum();
        long onlyOther = templates.stream().mapToLong(Template::onlyOther).sum();
        Range range = bootstrap(templates);
        return new Paired(
                pairs,
                onlyOne,
                onlyOther,
                (double) (onlyOne + onlyOther) / pairs,
                (double) (onlyOne - onlyOther) / pairs,
                range.low(),
                range.high(),
                Chance.binomial(onlyOne, onlyOther),
                flips(paraphrases));
    }

    private static double flips(List<Template> templates) {
        long pairs = templates.stream().mapToLong(Template::pairs).sum();
        long flipped = templates.stream()
                .mapToLong(each -> each.onlyOne() + each.onlyOther())
                .sum();
        return (double) flipped / pairs;
    }

    /** Answers to one template depend on each other, so templates are drawn, not pairs. The seed is fixed. */
    private static Range bootstrap(List<Template> templates) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] differences = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long pairs = 0;
            long difference = 0;
            for (int j = 0; j < templates.size(); j++) {
                Template drawn = templates.get(random.nextInt(templates.size()));
                pairs += drawn.pairs();
                difference += drawn.onlyOne() - drawn.onlyOther();
            }
            differences[i] = (double) difference / pairs;
        }
        Arrays.sort(differences);
        return new Range(differences[SAMPLES / 40], differences[SAMPLES - 1 - SAMPLES / 40]);
    }

    /**
     * Wilcoxon's signed rank test: whether scores with one value are higher than with the other. Exact up to 25 differences without
     * ties, else by the normal distribution with the corrections for ties and continuity.
     *
     * @param differences of the scores of each pair; those of 0 do not count
     */
    public static double wilcoxon(List<Double> differences) {
        List<Double> counted = differences.stream().filter(d -> d != 0).toList();
        int n = counted.size();
        if (n == 0) {
            return 1;
        }
        double[] sizes = counted.stream().mapToDouble(Math::abs).sorted().toArray();
        double above = 0;
        for (double d : counted) {
            above += d > 0 ? rank(sizes, d) : 0;
        }
        double ties = ties(sizes);
        if (n <= 25 && ties == 0) {
            return exact(n, (int) above);
        }
        double mean = n * (n + 1.0) / 4;
        double variance = n * (n + 1.0) * (2 * n + 1) / 24 - ties / 48;
        double distance = Math.max(0, Math.abs(above - mean) - 0.5);
        return variance == 0 ? 1 : Chance.twoSided(distance / Math.sqrt(variance));
    }

    private static double rank(double[] sizes, double size) {
        double sum = 0;
        int equal = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == Math.abs(size)) {
                sum += i + 1;
                equal++;
            }
        }
        return sum / equal;
    }

    private static double ties(double[] sizes) {
        List<Integer> runs = new ArrayList<>();
        for (int i = 0; i < sizes.length; ) {
            int j = i;
            while (j < sizes.length && sizes[j] == sizes[i]) {
                j++;
            }
            runs.add(j - i);
            i = j;
        }
        return runs.stream().mapToDouble(run -> (double) run * run * run - run).sum();
    }

    /** Every way to give n ranks a sign is as probable as every other. */
    private static double exact(int n, int above) {
        int most = n * (n + 1) / 2;
        double[] ways = new double[most + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++) {
            for (int sum = most; sum >= rank; sum--) {
                ways[sum] += ways[sum - rank];
            }
        }
        int far = Math.min(above, most - above);
        double tail = 0;
        for (int sum = 0; sum <= far; sum++) {
            tail += ways[sum];
        }
        return Math.min(1, 2 * tail / StrictMath.pow(2, n));
    }
}
