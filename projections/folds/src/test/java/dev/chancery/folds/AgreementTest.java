package dev.chancery.folds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {

    private static final Pattern RATINGS = Pattern.compile(
            "\"annotator1\"\\s*:\\s*(\\d)\\s*,\\s*\"annotator2\"\\s*:\\s*(\\d)\\s*,\\s*\"annotator3\"\\s*:\\s*(\\d)");

    /** Cohen's own example of 1960, and one worked out by hand. */
    @Test
    void computesKappaAsCohenDid() {
        // when
        Agreement cohen = Agreement.of(new long[][] {{88, 14, 18}, {10, 40, 10}, {2, 6, 12}});
        Agreement two = Agreement.of(new long[][] {{20, 5}, {10, 15}});
        // then
        assertThat(cohen.rate()).isCloseTo(0.7, within(1e-12));
        assertThat(cohen.kappa()).isCloseTo((0.70 - 0.41) / (1 - 0.41), within(1e-12));
        assertThat(two.kappa()).isCloseTo(0.4, within(1e-12));
        assertThat(two.weightedKappa()).as("two categories have one distance").isEqualTo(two.kappa());
        assertThat(two.lower()).isCloseTo(0.562496, within(1e-6));
        assertThat(two.upper()).isCloseTo(0.808964, within(1e-6));
    }

    @Test
    void weighsADisagreementByItsDistance() {
        assertThat(Agreement.of(new long[][] {{5, 1, 0}, {0, 5, 1}, {0, 0, 5}}).weightedKappa())
                .isGreaterThan(Agreement.of(new long[][] {{5, 0, 1}, {0, 5, 0}, {1, 0, 5}})
                        .weightedKappa());
    }

    @Test
    void saysNothingWhereNothingCanBeSaid() {
        assertThat(Agreement.of(new long[2][2])).isEqualTo(new Agreement(0, 0, 0, 1, null, null));
        assertThat(Agreement.of(new long[2][2]).rate()).isNull();
        assertThat(Agreement.of(new long[][] {{0, 0}, {0, 9}}).kappa())
                .as("both always said the same")
                .isNull();
    }

    /**
     * How far three people agree about which of two answers is better (PandaLM's human test set): the ceiling for any judge. The
     * expected values were computed by another program.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 2, 453, 0.8449494062495778, 0.8490276321266979",
        "1, 3, 459, 0.8638750596740095, 0.8766909622643648",
        "2, 3, 453, 0.8460434356848700, 0.8649538776277825"
    })
    void findsHowFarPeopleAgreeWithEachOther(int one, int other, long agreed, double kappa, double weighted)
            throws IOException {
        // given
        Path data = data().resolve("judge/pandalm_human.json");
        assumeTrue(Files.exists(data), () -> data + " is not here, so the ceiling is not computed");
        long[][] counts = new long[3][3];
        for (Matcher ratings = RATINGS.matcher(Files.readString(data)); ratings.find(); ) {
            counts[category(ratings.group(one))][category(ratings.group(other))]++;
        }
        // when
        Agreement people = Agreement.of(counts);
        // then
        assertThat(people.cases()).isEqualTo(499);
        assertThat(people.agreed()).isEqualTo(agreed);
        assertThat(people.kappa()).isCloseTo(kappa, within(1e-12));
        assertThat(people.weightedKappa()).isCloseTo(weighted, within(1e-12));
        assertThat(people.lower()).isLessThan(people.rate());
        assertThat(people.upper()).isGreaterThan(people.rate());
    }

    /** The first answer, neither, the second answer. */
    private static int category(String rating) {
        return switch (rating) {
            case "1" -> 0;
            case "0" -> 1;
            case "2" -> 2;
            default -> throw new IllegalArgumentException(rating);
        };
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
}
