package dev.chancery.decisions.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.policy.PolicyDocument;
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
                    new Check.JsonObject("shape", List.of("answer"))),
            List.of(),
            0,
            null,
            "");

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
        List<DimensionScore> scores = RubricChecks.score(RUBRIC, text, "");
        // then
        assertThat(scores).extracting(DimensionScore::passed).containsExactly(sources, length, shape);
        assertThat(RubricChecks.passed(RUBRIC, scores)).isEqualTo(sources && length && shape);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            We owe you 1,234.50 USD                | The invoice of 1234.5 USD            | ``
            Wir schulden 1.234,50 Euro             | It was EUR 1,234.50                  | ``
            Pay 1.234 now                          | You owe 1234                         | ``
            Pay 1.234 now                          | You owe 1.2340                       | ``
            Pay 12 now                             | You owe 1.2                          | 12
            Pay 30, by 31.12.2026, to 4711         | Pay 30 by the end of the year        | 31.12.2026; 4711
            Pay 40 and 41                          | {"content":"Pay\\n40\\t41"}           | ``
            007 agents                             | 7 agents                             | ``
            Dear [PERSON_1], see Q3 and v2         | Nobody                               | ``
            Dear [PERSON_1], you have 2            | [PERSON_1] [PERSON_2]                | 2
            30 %                                   | 30 % of 100                          | ``
            seven of nine                          | nothing                              | ``
            0 and 0.0                              | 0                                    | ``
            """)
    void findsNumbersThatTheSourceLacks(String text, String source, String lacking) {
        assertThat(String.join("; ", SourceNumbers.lacking(text, source))).isEqualTo(lacking == null ? "" : lacking);
    }

    @Test
    void takesTheNumbersOfAListForNone() {
        assertThat(SourceNumbers.lacking("1. Open it\n 2) Close it\n3. Pay 40", "Pay"))
                .containsExactly("40");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"answer":"yes","sum":3}            | holds
            {"answer":"no","sum":3.5}           | does not hold in the schema: /properties/sum/type
            {"answer":"no"}                     | does not hold in the schema: /required
            {"answer":"no","sum":1,"more":1}    | does not hold in the schema: /additionalProperties
            {"answer":"no","answer":"y","sum":1} | is not JSON
            Sure! {"answer":"no","sum":1}       | is not JSON
            """)
    void holdsTheOutputAgainstASchema(String text, String reason) {
        // given
        Rubric rubric = PolicyDocument.parse(Sample.DOCUMENT.replace(
                        "{\"dimension\": \"greeting\", \"contains\": [\"dear\"]}",
                        "{\"dimension\": \"shape\", \"schema\": {\"required\": [\"answer\", \"sum\"], \"properties\":"
                                + " {\"answer\": {\"type\": \"string\"}, \"sum\": {\"type\": \"integer\"}}}}"))
                .rubrics()
                .getFirst();
        // when
        DimensionScore score = RubricChecks.score(rubric, text, "").getFirst();
        // then
        assertThat(score.reason()).isEqualTo(reason);
        assertThat(score.passed()).isEqualTo(reason.equals("holds"));
    }

    @Test
    void failsAnOutputThatWasNotScoredInEveryDimension() {
        assertThat(RubricChecks.passed(RUBRIC, List.of(new DimensionScore("length", true, "holds", null))))
                .isFalse();
    }
}
