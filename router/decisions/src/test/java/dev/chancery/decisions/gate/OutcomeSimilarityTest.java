package dev.chancery.decisions.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.OutcomeComparison;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeSimilarityTest {

    /** Of words and pairs by hand: {@code a b c} and {@code a b d} have a, b and "a b" in common, three of five each. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The card is blocked. | the CARD is blocked       | true  | 1.0
            Ring [PHONE_NUMBER_1] | ring [phone_number_22]!  | true  | 1.0
            ﬁne                  | Fine                      | true  | 1.0
            a b c                | a b d                     | false | 0.6
            Do it                | Do not do it              | false | 0.6
            yes                  | no                        | false | 0.0
            a a a                | a                         | false | 0.333333
            !                    | ?                         | true  | 1.0
            !                    | word                      | false | 0.0
            """)
    void comparesWordsAndPairsOfNeighbours(String output, String outcome, boolean equal, double similarity) {
        OutcomeComparison found = OutcomeSimilarity.compare(output, outcome, 0.9);
        assertThat(found.equal()).isEqualTo(equal);
        assertThat(found.similarity()).isCloseTo(similarity, within(1e-5));
        assertThat(found.agrees()).isEqualTo(equal);
        assertThat(OutcomeSimilarity.compare(outcome, output, 0.9).similarity()).isEqualTo(found.similarity());
    }

    @Test
    void agreesFromTheSimilarityOnThatThePolicySays() {
        assertThat(OutcomeSimilarity.compare("a b c", "a b d", 0.6).agrees()).isTrue();
        assertThat(OutcomeSimilarity.compare("a b c", "a b d", 0.61).agrees()).isFalse();
        assertThat(OutcomeSimilarity.compare("a b c", "A B C", 1).agrees()).isTrue();
    }

    /** 20,000 ids: the standard deviation of the count is 31 at 5 %. */
    @Test
    void samplesTheShareThatIsAskedForAndAlwaysTheSameTasks() {
        long sampled = IntStream.range(0, 20_000)
                .filter(i -> DeliveryDecision.isSampled(new TaskId("task-" + i), 0.05))
                .count();
        assertThat(sampled).isBetween(870L, 1_130L);
        assertThat(IntStream.range(0, 2_000).mapToObj(i -> new TaskId("task-" + i)))
                .allMatch(task -> DeliveryDecision.isSampled(task, 1))
                .noneMatch(task -> DeliveryDecision.isSampled(task, 0))
                .allMatch(task -> !DeliveryDecision.isSampled(task, 0.05) || DeliveryDecision.isSampled(task, 0.06));
        assertThat(DeliveryDecision.isSampled(new TaskId("task-7"), 0.05))
                .isEqualTo(DeliveryDecision.isSampled(new TaskId("task-7"), 0.05));
    }
}
