package dev.chancery.decisions.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.Rubric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RubricChecksTest {

    private static final Rubric RUBRIC = new Rubric(
            "r",
            1,
            List.of(
                    new Check.Contains("sources", List.of("Article", "§")),
                    new Check.MaxLength("length", 40),
                    new Check.JsonObject("shape", List.of("answer"))));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"answer":"article 3 § 1"}                         | true  | true  | true
            {"answer":"paragraph 3"}                           | false | true  | true
            {"answer":"article 3 § 1 and very much more than that"} | true | false | true
            {"reply":"article 3 § 1"}                          | true  | true  | false
            ["article §"]                                      | true  | true  | false
            {"answer":"article §"} and so on                   | true  | true  | false
            article §                                          | true  | true  | false
            """)
    void checksEachDimension(String text, boolean sources, boolean length, boolean shape) {
        // when
        List<DimensionScore> scores = RubricChecks.score(RUBRIC, text);
        // then
        assertThat(scores).extracting(DimensionScore::passed).containsExactly(sources, length, shape);
        assertThat(RubricChecks.passed(RUBRIC, scores)).isEqualTo(sources && length && shape);
    }

    @Test
    void failsAnOutputThatWasNotScoredInEveryDimension() {
        assertThat(RubricChecks.passed(RUBRIC, List.of(new DimensionScore("length", true, "holds"))))
                .isFalse();
    }
}
