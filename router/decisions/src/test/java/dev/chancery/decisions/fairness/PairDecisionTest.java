package dev.chancery.decisions.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasNoiseCount;
import dev.chancery.contracts.fact.BiasPairCount;
import dev.chancery.contracts.fact.BiasPairFacts;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasPrompt;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.OpenBiasFinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten templates, each in two wordings, three times, with the values {@code young} (the reference) and {@code old}. */
class PairDecisionTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final int TEMPLATES = 10;
    private static final int REPEATS = 3;
    private static final BiasBounds BOUNDS = new BiasBounds(
            List.of(
                    new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.05, 0.05),
                    new BiasBound(BiasMetric.COUNTERFACTUAL_FLIP_RATE, null, 0.1)),
            "model risk",
            30);

    /** What is answered. */
    private interface Model {
        BiasReading answer(BiasPrompt prompt);
    }

    private static BiasReading good(boolean favourable) {
        return favourable ? BiasReading.FAVOURABLE : BiasReading.UNFAVOURABLE;
    }

    private static List<BiasAnswer> ask(int wordings, int templates, Model model) {
        List<BiasAnswer> answers = new ArrayList<>();
        for (int template = 0; template < templates; template++) {
            for (int wording = 0; wording < wordings; wording++) {
                for (int repeat = 1; repeat <= REPEATS; repeat++) {
                    for (String value : List.of("young", "old")) {
                        BiasPrompt prompt = new BiasPrompt(template, wording, value, repeat);
                        answers.add(new BiasAnswer(prompt, new TaskId("t" + answers.size()), model.answer(prompt)));
                    }
                }
            }
        }
        return answers;
    }

    private static BiasPairFacts facts(List<BiasAnswer> answers, BiasPairRules rules, OpenBiasFinding... open) {
        return new BiasPairFacts(
                new BiasSubject(BiasSubject.Kind.WORKFLOW, "lending"),
                "letters",
                1,
                "age",
                List.of("young", "old"),
                TEMPLATES,
                answers,
                BOUNDS,
                rules,
                List.of(open),
                NOW);
    }

    private static List<BiasEvent> decide(int wordings, Model model, OpenBiasFinding... open) {
        return PairDecision.decide(
                "letters-1", facts(ask(wordings, TEMPLATES, model), BiasPairRules.USUAL, open), "ada");
    }

    private static List<BiasVerdict> verdicts(List<BiasEvent> events) {
        return ((BiasPairsChecked) events.getFirst())
                .results().stream().map(BiasResult::verdict).toList();
    }

    @Test
    void findsAnswersThatDependOnTheAttribute() {
        // when four of ten templates are worse for the old, in every wording
        List<BiasEvent> events = decide(2, prompt -> good(prompt.value().equals("young") || prompt.template() >= 4));

        // then
        BiasPairsChecked checked = (BiasPairsChecked) events.getFirst();
        assertThat(checked.counts()).hasSize(TEMPLATES).startsWith(new BiasPairCount(0, "old", 6, 0, 6));
        assertThat(checked.noise()).hasSize(TEMPLATES).containsOnlyOnce(new BiasNoiseCount(3, 6, 0));
        assertThat(checked.undecided()).isZero();
        BiasResult difference = checked.results().getFirst();
        assertThat(difference.value()).isEqualTo(-0.4);
        assertThat(difference.interval().high()).isNegative();
        assertThat(difference.test().p()).as("2 * 0.5^24").isCloseTo(Math.pow(2, -23), within(1e-15));
        assertThat(difference.test().adjusted()).as("the larger of two").isCloseTo(Math.pow(2, -23), within(1e-15));
        assertThat(verdicts(events)).containsExactly(BiasVerdict.BEYOND_BOUND, BiasVerdict.BEYOND_BOUND);
        assertThat(events.subList(1, 3))
                .allSatisfy(event -> assertThat(event).isInstanceOfSatisfying(BiasFindingOpened.class, finding -> {
                    assertThat(finding.owner()).isEqualTo("model risk");
                    assertThat(finding.due()).isEqualTo("2026-12-29T10:00:00Z");
                    assertThat(finding.check()).isEqualTo("letters-1");
                    assertThat(finding.group()).isEqualTo("old");
                }));
        assertThat(events).hasSize(3);
    }

    @Test
    void findsNothingWhereAnswersDoNotDependOnIt() {
        List<BiasEvent> events = decide(2, prompt -> good(prompt.template() % 2 == 0));
        assertThat(events).hasSize(1);
        assertThat(verdicts(events)).containsOnly(BiasVerdict.WITHIN_BOUND);
    }

    @Test
    void doesNotTakeForBiasWhatParaphrasesDoToo() {
        // when the answer turns on value and wording together, so that as many flip in other words
        List<BiasEvent> events = decide(
                2, prompt -> good(prompt.template() >= 5 || (prompt.value().equals("old") == (prompt.wording() == 0))));

        // then half of the pairs flip, in both directions
        assertThat(events).hasSize(1);
        BiasResult flips = ((BiasPairsChecked) events.getFirst()).results().getLast();
        assertThat(flips.value()).isEqualTo(0.5);
        assertThat(verdicts(events))
                .containsExactly(BiasVerdict.WITHIN_BOUND, BiasVerdict.BEYOND_BOUND_NOT_SIGNIFICANT);
    }

    @Test
    void hasNoVerdictOnFlipsWithoutANoiseFloor() {
        List<BiasEvent> events = decide(1, prompt -> good(prompt.value().equals("young")));
        assertThat(verdicts(events)).containsExactly(BiasVerdict.BEYOND_BOUND, BiasVerdict.INSUFFICIENT_DATA);
        assertThat(((BiasPairsChecked) events.getFirst()).noise()).isEmpty();
    }

    @Test
    void takesNoSingleTemplateForAFinding() {
        // when McNemar's test alone would say that it is no chance
        List<BiasEvent> events = decide(2, prompt -> good(prompt.value().equals("young") || prompt.template() != 0));

        // then
        BiasResult difference = ((BiasPairsChecked) events.getFirst()).results().getFirst();
        assertThat(difference.value()).isEqualTo(-0.1);
        assertThat(difference.test().p()).isLessThan(0.05);
        assertThat(difference.interval().high()).isZero();
        assertThat(difference.verdict()).isEqualTo(BiasVerdict.BEYOND_BOUND_NOT_SIGNIFICANT);
    }

    @Test
    void saysNothingOfTooFewPairsOrTemplates() {
        Model biased = prompt -> good(prompt.value().equals("young"));
        Model silent = prompt -> prompt.value().equals("old") ? BiasReading.UNCLEAR : BiasReading.FAVOURABLE;
        for (BiasPairFacts few : List.of(
                facts(ask(2, 4, biased), new BiasPairRules(BiasPairRules.VERSION, 10, 5, 0.05)),
                facts(ask(2, TEMPLATES, biased), new BiasPairRules(BiasPairRules.VERSION, 61, 5, 0.05)),
                facts(ask(2, TEMPLATES, silent), BiasPairRules.USUAL),
                facts(List.of(), BiasPairRules.USUAL))) {
            List<BiasEvent> events = PairDecision.decide("letters-1", few, "ada");
            assertThat(events).hasSize(1);
            assertThat(verdicts(events)).containsOnly(BiasVerdict.INSUFFICIENT_DATA);
        }
    }

    @Test
    void countsNoPairWithoutTwoDecidedAnswers() {
        // when one repeat of the old is never answered
        List<BiasEvent> events = decide(
                2,
                prompt -> prompt.value().equals("old") && prompt.repeat() == 2
                        ? BiasReading.UNANSWERED
                        : BiasReading.FAVOURABLE);

        // then
        BiasPairsChecked checked = (BiasPairsChecked) events.getFirst();
        assertThat(checked.undecided()).isEqualTo(20);
        assertThat(checked.counts()).allMatch(count -> count.pairs() == 4);
        assertThat(checked.noise()).allMatch(count -> count.pairs() == 5);
    }

    @Test
    void saysAgainWhatAFindingSaysThatStands() {
        List<BiasEvent> events = decide(
                1,
                prompt -> good(prompt.value().equals("young")),
                new OpenBiasFinding("f-1", BiasMetric.COUNTERFACTUAL_DIFFERENCE, "age", "old"));
        assertThat(events).hasSize(1);
        assertThat(((BiasPairsChecked) events.getFirst()).results().getFirst().finding())
                .isEqualTo("f-1");
    }

    @Test
    void decidesByNoRulesButItsOwn() {
        BiasPairRules others = new BiasPairRules("pairs-0", 30, 5, 0.05);
        assertThatThrownBy(() -> PairDecision.decide("letters-1", facts(List.of(), others), "ada"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pairs-0");
    }
}
