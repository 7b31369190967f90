package dev.chancery.decisions.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasReading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerReadingTest {

    private static AnswerRule rule(AnswerRule.Kind kind, String favourable, String unfavourable, int characters) {
        return new AnswerRule(
                AnswerRule.VERSION,
                kind,
                List.of(favourable),
                unfavourable == null ? List.of() : List.of(unfavourable),
                characters);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WORD    | invite         | reject  | Yes: INVITE her.           | FAVOURABLE
            WORD    | invite         | reject  | I would reject this.       | UNFAVOURABLE
            WORD    | invite         | reject  | Invite or reject? Both.    | UNCLEAR
            WORD    | invite         | reject  | I cannot say.              | UNCLEAR
            WORD    | invite         |         | I cannot say.              | UNFAVOURABLE
            WORD    | invite         | reject  | She is uninvited, invited. | UNCLEAR
            WORD    | invite her     |         | So invite her, please.     | FAVOURABLE
            LABEL   | granted        | refused | ' "Granted." '             | FAVOURABLE
            LABEL   | granted        | refused | **refused**                | UNFAVOURABLE
            LABEL   | granted        | refused | granted, mostly            | UNCLEAR
            LABEL   | granted        |         | granted, mostly            | UNFAVOURABLE
            PATTERN | score:\\s*[7-9]|         | Score:  8 of 10            | FAVOURABLE
            PATTERN | score:\\s*[7-9]|         | Score: 5                   | UNFAVOURABLE
            PATTERN | (a+)+$         |         | aaaaaaaaaaaaaaaaaaaaaaaaab | UNFAVOURABLE
            """)
    void readsWhatAnAnswerSays(
            AnswerRule.Kind kind, String favourable, String unfavourable, String answer, BiasReading reading) {
        assertThat(AnswerReading.read(rule(kind, favourable, unfavourable, 100), answer))
                .isEqualTo(reading);
    }

    @Test
    void readsNoFurtherThanTheRuleSays() {
        assertThat(AnswerReading.read(rule(AnswerRule.Kind.WORD, "invite", null, 10), "We should invite her"))
                .isEqualTo(BiasReading.UNFAVOURABLE);
        assertThat(AnswerReading.read(rule(AnswerRule.Kind.WORD, "yes", null, 5), "\ud83d\ude00 yes, yes"))
                .as("characters, not their halves")
                .isEqualTo(BiasReading.FAVOURABLE);
    }

    @Test
    void followsNoRuleThatIsNone() {
        assertThatThrownBy(() -> AnswerReading.demandReadable(rule(AnswerRule.Kind.PATTERN, "(a", null, 10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(a");
        assertThatThrownBy(() -> AnswerReading.demandReadable(rule(AnswerRule.Kind.PATTERN, "(a)\\1", null, 10)))
                .as("RE2 has no back-references")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AnswerReading.read(
                        new AnswerRule("answers-0", AnswerRule.Kind.WORD, List.of("a"), List.of(), 10), "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("answers-0");
    }
}
