package dev.chancery.decisions.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.fact.BiasCell;
import dev.chancery.contracts.fact.BiasCell.Counts;
import dev.chancery.contracts.fact.BiasCell.Labelled;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRate;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.decisions.fairness.Tally.Case;
import dev.chancery.decisions.fairness.Tally.Group;
import dev.chancery.decisions.fairness.Tally.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Published values of Fairlearn, AIF360 and ProPublica, and intervals computed by others. */
class GoldenVectorsTest {

    private static final BiasRules EVERYTHING = new BiasRules(BiasRules.VERSION, 1, 1, 0, 0.05);

    private static final Split AGE = new Split(
            "age",
            List.of(
                    new Group("25 or older", List.of(), 25.0, null),
                    new Group("younger than 25", List.of(), null, 25.0)),
            List.of("25 or older"));
    private static final Split SEX = new Split(
            "personal_status",
            List.of(
                    new Group("male", List.of("A91", "A93", "A94"), null, null),
                    new Group("female", List.of("A92", "A95"), null, null)),
            List.of("male"));

    // The example of Fairlearn's user guide (MIT), with its published values.
    private static final int[] RIGHT = {0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    private static final int[] DECIDED = {0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0};
    private static final String GROUPS = "bbabbcccaacabccbcc";

    private static BiasChecked check(List<BiasGrouping> groupings, BiasRules rules) {
        return (BiasChecked) BiasDecision.decide(
                        "c",
                        new BiasFacts(
                                new BiasSubject(BiasSubject.Kind.WORKFLOW, "credit"),
                                "d",
                                "u",
                                List.of("1"),
                                groupings,
                                List.of(BiasMetric.values()),
                                null,
                                rules,
                                List.of(),
                                Instant.EPOCH),
                        "ada")
                .getFirst();
    }

    private static BiasResult result(BiasChecked checked, BiasMetric metric) {
        return checked.results().stream()
                .filter(result -> result.metric() == metric)
                .findFirst()
                .orElseThrow();
    }

    private static double rate(BiasChecked checked, BiasRate.Kind kind, String group) {
        return checked.rates().stream()
                .filter(rate -> rate.kind() == kind && rate.group().equals(group))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void givesTheValuesOfFairlearnsExample() {
        // given
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < RIGHT.length; i++) {
            cases.add(new Case(
                    new TreeMap<>(Map.of("sf", GROUPS.substring(i, i + 1))), DECIDED[i] == 1, RIGHT[i] == 1, null));
        }

        // when
        BiasChecked checked = check(
                Tally.count(cases, List.of(new Split("sf", List.of(), List.of())), List.of(), EVERYTHING), EVERYTHING);

        // then
        assertThat(result(checked, BiasMetric.DEMOGRAPHIC_PARITY_DIFFERENCE).value())
                .isEqualTo(0.25);
        assertThat(result(checked, BiasMetric.DEMOGRAPHIC_PARITY_RATIO).value()).isEqualTo(0.5 / 0.75);
        assertThat(result(checked, BiasMetric.EQUALISED_ODDS_RANGE).value()).isEqualTo(1.0);
        assertThat(result(checked, BiasMetric.EQUALISED_ODDS_RATIO).value()).isEqualTo(0.0);
        assertThat(rate(checked, BiasRate.Kind.TRUE_POSITIVE, "a")).isEqualTo(0.5);
        assertThat(rate(checked, BiasRate.Kind.TRUE_POSITIVE, "b")).isEqualTo(0.6);
        assertThat(rate(checked, BiasRate.Kind.TRUE_POSITIVE, "c")).isEqualTo(0.4);
        assertThat(rate(checked, BiasRate.Kind.FALSE_POSITIVE, "a")).isEqualTo(1);
        assertThat(rate(checked, BiasRate.Kind.FALSE_POSITIVE, "b")).isZero();
        assertThat(rate(checked, BiasRate.Kind.FALSE_POSITIVE, "c")).isEqualTo(2.0 / 3);
        assertThat(rate(checked, BiasRate.Kind.SELECTION, "a")).isEqualTo(0.75);
        assertThat(checked.results())
                .as("nobody is privileged, so nothing of AIF360 can be said")
                .noneMatch(result -> result.metric() == BiasMetric.STATISTICAL_PARITY_DIFFERENCE);
    }

    @Test
    void hasNoVerdictOnGroupsAsSmallAsThoseOfTheExample() {
        // given
        List<BiasGrouping> groupings = List.of(
                new BiasGrouping("sf", List.of("a"), List.of(cell("a", 4, 3), cell("b", 6, 3), cell("c", 8, 4))));

        // when
        BiasChecked checked = check(groupings, BiasRules.USUAL);

        // then
        assertThat(checked.results()).isNotEmpty().allSatisfy(result -> {
            assertThat(result.verdict()).isEqualTo(BiasVerdict.INSUFFICIENT_DATA);
            assertThat(result.test()).isNotNull();
            assertThat(result.test().adjusted()).isNull();
        });
    }

    private static BiasCell cell(String group, long n, long selected) {
        return new BiasCell(group, false, new Counts(n, selected, null, null));
    }

    @Test
    void givesTheIntervalOfAllOfGermanCredit() {
        // when
        BiasChecked checked = check(
                List.of(new BiasGrouping(
                        "age",
                        List.of("25 or older"),
                        List.of(cell("25 or older", 851, 612), cell("younger", 149, 88)))),
                BiasRules.USUAL);

        // then
        assertGermanCredit(checked);
    }

    private static void assertGermanCredit(BiasChecked checked) {
        BiasResult difference = result(checked, BiasMetric.STATISTICAL_PARITY_DIFFERENCE);
        assertThat(difference.value()).isCloseTo(-0.1285499097, within(1e-10));
        assertThat(difference.interval().low()).isCloseTo(-0.213948, within(5e-7));
        assertThat(difference.interval().high()).isCloseTo(-0.046689, within(5e-7));
        assertThat(difference.n()).isEqualTo(149);
        assertThat(difference.referenceN()).isEqualTo(851);
        assertThat(difference.belowFourFifths()).isNull();
        BiasResult ratio = result(checked, BiasMetric.DISPARATE_IMPACT);
        assertThat(ratio.value()).isCloseTo(0.8212484099, within(1e-10));
        assertThat(ratio.belowFourFifths()).isFalse();
        assertThat(result(checked, BiasMetric.DEMOGRAPHIC_PARITY_DIFFERENCE).value())
                .as("Fairlearn's has no sign")
                .isCloseTo(0.1285499097, within(1e-10));
    }

    @Test
    void givesTheValuesOfGermanCreditFromItsRows() throws IOException {
        // given
        List<Case> rows = germanCredit();

        // when
        BiasChecked all = check(Tally.count(rows, List.of(AGE), List.of(), BiasRules.USUAL), BiasRules.USUAL);

        // then
        assertGermanCredit(all);

        // when
        int[] order = new LegacyPermutation(0).permutation(rows.size());
        List<Case> train = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            train.add(rows.get(order[i]));
        }
        List<BiasGrouping> groupings = Tally.count(train, List.of(AGE), List.of(), BiasRules.USUAL);

        // then
        assertThat(groupings.getFirst().cells())
                .containsExactly(cell("25 or older", 587, 427), cell("younger than 25", 113, 63));
        assertThat(result(check(groupings, BiasRules.USUAL), BiasMetric.STATISTICAL_PARITY_DIFFERENCE)
                        .value())
                .isCloseTo(-0.169905, within(5e-7));
    }

    @Test
    void crossesAgeAndSexOfGermanCredit() throws IOException {
        // when
        List<BiasGrouping> groupings =
                Tally.count(germanCredit(), List.of(SEX), List.of(new Tally.Crossing(AGE, SEX)), BiasRules.USUAL);

        // then
        assertThat(groupings.getFirst().cells().stream().map(BiasCell::group)).containsExactly("female", "male");
        assertThat(groupings.getFirst().cells().stream()
                        .map(each -> each.counts().n()))
                .containsExactly(310L, 690L);
        assertThat(groupings.getLast().attribute()).isEqualTo("age \u00d7 personal_status");
        assertThat(groupings.getLast().privileged()).containsExactly("25 or older \u00d7 male");
        assertThat(groupings.getLast().cells()).hasSize(4);
        assertThat(groupings.getLast().cells().stream()
                        .mapToLong(each -> each.counts().n())
                        .sum())
                .isEqualTo(1_000);
    }

    private static List<Case> germanCredit() throws IOException {
        Path file = data().resolve("fairness/german.csv");
        assumeTrue(
                Files.exists(file),
                "German credit is not in " + file.toAbsolutePath().normalize());
        List<String> lines = Files.readAllLines(file);
        List<String> header = List.of(lines.getFirst().split(","));
        return lines.stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> {
                    String[] values = line.split(",");
                    TreeMap<String, String> attributes = new TreeMap<>();
                    for (String attribute : List.of("age", "personal_status")) {
                        attributes.put(attribute, values[header.indexOf(attribute)]);
                    }
                    return new Case(attributes, values[header.indexOf("credit")].equals("1"), null, null);
                })
                .toList();
    }

    /** Beside the repository, or where CHANCERY_DATA says. */
    private static Path data() {
        String named = System.getProperty("chancery.data", System.getenv("CHANCERY_DATA"));
        if (named != null) {
            return Path.of(named);
        }
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        return root.resolveSibling("shared").resolve("data");
    }

    @Test
    void givesTheRatesAndTheGapThatProPublicaPublished() {
        // given decile 5 and above as positive, so that to be selected is to be thought a risk
        List<BiasGrouping> groupings = List.of(new BiasGrouping(
                "race",
                List.of("white"),
                List.of(
                        new BiasCell(
                                "black",
                                false,
                                new Counts(3_696, 805 + 1_369, new Labelled(1_369, 805, 990, 532), null)),
                        new BiasCell(
                                "white",
                                false,
                                new Counts(2_454, 349 + 505, new Labelled(505, 349, 1_139, 461), null)))));

        // when
        BiasChecked checked = check(groupings, BiasRules.USUAL);

        // then
        assertThat(rate(checked, BiasRate.Kind.FALSE_POSITIVE, "black")).isCloseTo(0.4485, within(5e-5));
        assertThat(rate(checked, BiasRate.Kind.FALSE_POSITIVE, "white")).isCloseTo(0.2345, within(5e-5));
        assertThat(1 - rate(checked, BiasRate.Kind.TRUE_POSITIVE, "black")).isCloseTo(0.2799, within(5e-5));
        assertThat(1 - rate(checked, BiasRate.Kind.TRUE_POSITIVE, "white")).isCloseTo(0.4772, within(5e-5));
        BiasResult gap = result(checked, BiasMetric.FALSE_POSITIVE_RATE_DIFFERENCE);
        assertThat(gap.value()).isCloseTo(0.213925, within(5e-7));
        assertThat(gap.interval().low()).isCloseTo(0.182053, within(5e-7));
        assertThat(gap.interval().high()).isCloseTo(0.245023, within(5e-7));
        assertThat(gap.n()).isEqualTo(1_795);
        BiasResult ratio = result(checked, BiasMetric.FALSE_POSITIVE_RATE_RATIO);
        assertThat(ratio.value()).isCloseTo(1.912093, within(5e-7));
        assertThat(ratio.interval().low()).isCloseTo(1.721239, within(5e-7));
        assertThat(ratio.interval().high()).isCloseTo(2.124108, within(5e-7));

        // and the base rates differ, so that predictive values are nearly alike where false positives are not
        assertThat(result(checked, BiasMetric.PREDICTIVE_PARITY_DIFFERENCE).value())
                .isCloseTo(1_369.0 / 2_174 - 505.0 / 854, within(1e-12));
        double opportunity = 1_369.0 / 1_901 - 505.0 / 966;
        assertThat(result(checked, BiasMetric.EQUAL_OPPORTUNITY_DIFFERENCE).value())
                .isCloseTo(opportunity, within(1e-12));
        assertThat(result(checked, BiasMetric.AVERAGE_ODDS_DIFFERENCE).value())
                .isCloseTo((opportunity + gap.value()) / 2, within(1e-12));
        assertThat(result(checked, BiasMetric.EQUALISED_ODDS_DIFFERENCE).value())
                .isCloseTo(Math.max(opportunity, gap.value()), within(1e-12));
    }
}
