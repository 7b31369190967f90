package dev.chancery.decisions.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.decisions.fairness.Counterfactuals.Paired;
import dev.chancery.decisions.fairness.Counterfactuals.Template;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against tables, R and the papers that the methods come from. */
class ChanceTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "0.1, 0.8875370839817152",
        "0.5, 0.4795001221869535",
        "1, 0.15729920705028513",
        "1.49, 0.03510213515679579",
        "1.5, 0.033894853524689274",
        "2, 0.004677734981047266",
        "3, 2.209049699858544e-5",
        "5, 1.5374597944280349e-12",
        "10, 2.088487583762545e-45"
    })
    void givesTheErrorFunctionOfTheTables(double x, double erfc) {
        assertThat(Chance.erfc(x)).isCloseTo(erfc, within(erfc * 1e-13));
    }

    @Test
    void putsFivePercentBeyond196() {
        assertThat(Chance.twoSided(Proportion.Z95)).isCloseTo(0.05, within(1e-14));
        assertThat(Chance.twoSided(-1.96)).isCloseTo(0.04999579029644087, within(1e-14));
    }

    /** Newcombe (1998), table II: intervals of method 10. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926",
        "0, 10, 0, 20, -0.1611, 0.2775",
        "10, 10, 0, 20, 0.6791, 1.0000"
    })
    void givesTheIntervalsOfNewcombesTable(long a, long m, long b, long n, double low, double high) {
        // when
        Range range = Intervals.newcombe(new Proportion(a, m), new Proportion(b, n));

        // then
        assertThat(range.low()).isCloseTo(low, within(5.1e-5));
        assertThat(range.high()).isCloseTo(high, within(5.1e-5));
    }

    /** Newcombe (1998), Wilson's score intervals of single proportions. */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0, 0.1611", "1, 29, 0.0061, 0.1718"})
    void givesTheIntervalsOfWilson(long events, long n, double low, double high) {
        // when
        Range range = new Proportion(events, n).wilson();

        // then
        assertThat(range.low()).isCloseTo(low, within(5.1e-5));
        assertThat(range.high()).isCloseTo(high, within(5.1e-5));
    }

    /** The lady tasting tea, and R's examples of {@code fisher.test}. */
    @ParameterizedTest
    @CsvSource({
        "3, 4, 1, 4, 0.4857142857142857",
        "2, 12, 15, 18, 0.0005367241",
        "0, 5, 5, 5, 0.007936508",
        "0, 3, 0, 9, 1"
    })
    void givesFishersExactProbability(long a, long m, long b, long n, double p) {
        assertThat(Chance.fisher(new Proportion(a, m), new Proportion(b, n))).isCloseTo(p, within(1e-9));
        assertThat(Chance.fisher(new Proportion(b, n), new Proportion(a, m))).isCloseTo(p, within(1e-9));
    }

    @Test
    void usesFisherWhereTooFewAreExpected() {
        assertThat(Chance.test(new Proportion(1, 8), new Proportion(6, 40)).method())
                .isEqualTo(Chance.FISHER);
        assertThat(Chance.test(new Proportion(20, 80), new Proportion(60, 400)).method())
                .isEqualTo(Chance.Z_TEST);
    }

    @Test
    void survivesGroupsInWhichNothingOrEverythingIsSelected() {
        assertThat(Chance.test(new Proportion(0, 1_000), new Proportion(0, 1_000))
                        .p())
                .isEqualTo(1);
        assertThat(Chance.test(new Proportion(1_000, 1_000), new Proportion(0, 1_000))
                        .p())
                .isLessThan(1e-100);
        assertThat(Chance.z(new Proportion(5, 5), new Proportion(5, 5))).isZero();
        assertThat(Intervals.katz(new Proportion(0, 10), new Proportion(5, 10))).isNull();
    }

    /** R: {@code p.adjust(c(0.01, 0.02, 0.03, 0.005), "holm")}. */
    @Test
    void adjustsAfterHolm() {
        assertThat(Chance.holm(List.of(0.01, 0.02, 0.03, 0.005))).containsExactly(0.03, 0.04, 0.04, 0.02);
        assertThat(Chance.holm(List.of(0.5, 0.6))).containsExactly(1.0, 1.0);
        assertThat(Chance.holm(List.of())).isEmpty();
    }

    /** Twice the smaller tail of the symmetric binomial distribution, by exact fractions. */
    @ParameterizedTest
    @CsvSource({"6, 16, 0.052478790283203125", "0, 5, 0.0625", "10, 10, 1", "0, 0, 1", "59, 33, 0.008780930806975222"})
    void givesMcNemarsExactProbability(long b, long c, double p) {
        assertThat(Chance.binomial(b, c)).isCloseTo(p, within(1e-12));
        assertThat(Chance.binomial(c, b)).isCloseTo(p, within(1e-12));
    }

    /** R: {@code wilcox.test(x, y, paired = TRUE)}: depression scores of Hollander and Wolfe (1973), exact and both sides. */
    @Test
    void givesWilcoxonsExactProbability() {
        assertThat(Counterfactuals.wilcoxon(List.of(0.952, -0.147, 1.022, 0.430, 0.620, 0.590, 0.490, -0.080, 0.010)))
                .isCloseTo(0.0390625, within(1e-12));
        assertThat(Counterfactuals.wilcoxon(List.of(0.0, 0.0))).isEqualTo(1);
        assertThat(Counterfactuals.wilcoxon(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)))
                .as("ties take the normal distribution")
                .isBetween(0.001, 0.01);
    }

    @Test
    void comparesPairsByTheirTemplates() {
        // given one template that always flips, and nine that never do
        List<Template> templates = List.of(
                new Template("1", 10, 10, 0),
                new Template("2", 10, 0, 0),
                new Template("3", 10, 0, 0),
                new Template("4", 10, 0, 0),
                new Template("5", 10, 0, 0),
                new Template("6", 10, 0, 0),
                new Template("7", 10, 0, 0),
                new Template("8", 10, 0, 0),
                new Template("9", 10, 0, 0),
                new Template("10", 10, 0, 0));

        // when
        Paired paired = Counterfactuals.compare(templates, List.of(new Template("1", 40, 1, 1)));

        // then
        assertThat(paired.flipRate()).isEqualTo(0.1);
        assertThat(paired.difference()).isEqualTo(0.1);
        assertThat(paired.noise()).isEqualTo(0.05);
        assertThat(paired.mcNemar()).as("as if the ten were independent").isLessThan(0.002);
        assertThat(paired.low()).as("they are of one template").isZero();
        assertThat(paired.high()).isBetween(0.2, 0.4);
        assertThat(Counterfactuals.compare(templates, List.of()))
                .as("the seed is fixed")
                .isEqualTo(Counterfactuals.compare(templates, List.of()));
    }
}
