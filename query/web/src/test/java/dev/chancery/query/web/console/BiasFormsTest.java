package dev.chancery.query.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.query.contracts.BiasSuitesView.SuiteView;
import dev.chancery.query.web.bias.PairsDesk.AskedTemplate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BiasFormsTest {

    private static SuiteView suite(BiasTemplate... templates) {
        return new SuiteView(
                "letters",
                new BiasSubject(BiasSubject.Kind.WORKFLOW, "loans"),
                "loans",
                "probe",
                "auto",
                "Answer granted\nor refused.",
                List.of(templates),
                "age",
                List.of("35 years old", "61 years old"),
                3,
                200,
                new AnswerRule(AnswerRule.VERSION, AnswerRule.Kind.LABEL, List.of("granted"), List.of("refused"), 500),
                new BiasBounds(
                        List.of(new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.0001, null)), "Model risk", 30),
                new BiasPairRules(BiasPairRules.VERSION, 10, 2, 0.01),
                7,
                4,
                6,
                "ada",
                Instant.EPOCH,
                6,
                null,
                null,
                null);
    }

    @Test
    void readsWhatItFillsAFormWith() {
        // given
        SuiteView suite = suite(
                new BiasTemplate(
                        "A teacher, {attribute}.\n\n- asks ~ politely", List.of("Asks,\n{attribute}.", "{attribute}")),
                new BiasTemplate("A cook, {attribute}.", List.of()));

        // when
        var asked = BiasForms.suite(new Typed("suite", BiasForms.filled(suite), null));

        // then
        assertThat(BiasForms.isFaithful(suite)).isTrue();
        assertThat(asked.templates())
                .isEqualTo(List.of(
                        new AskedTemplate(
                                "A teacher, {attribute}.\n\n- asks ~ politely",
                                List.of("Asks,\n{attribute}.", "{attribute}")),
                        new AskedTemplate("A cook, {attribute}.", List.of())));
        assertThat(asked.system()).isNull();
        assertThat(asked.instructions()).isEqualTo("Answer granted\nor refused.");
        assertThat(asked.values()).containsExactly("35 years old", "61 years old");
        assertThat(asked.repeats()).isEqualTo(3);
        assertThat(asked.answers().kind()).isEqualTo(AnswerRule.Kind.LABEL);
        assertThat(asked.answers().characters()).isEqualTo(500);
        assertThat(asked.bounds()).singleElement().satisfies(bound -> {
            assertThat(bound.least()).isEqualTo(-0.0001);
            assertThat(bound.most()).isNull();
        });
        assertThat(asked.rules().significance()).isEqualTo(0.01);
        assertThat(asked.everyDays()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A cook, {attribute}.\n---\nAsks.",
                "A cook, {attribute}.\n~ 20 years.",
                " A cook, {attribute}.\n"
            })
    void tellsATemplateThatTheFormWouldChange(String text) {
        assertThat(BiasForms.isFaithful(suite(new BiasTemplate(text, List.of()))))
                .isFalse();
    }
}
