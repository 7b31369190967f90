package dev.chancery.decisions.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.decisions.Sample;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelConditionTest {

    private static final RoutingFacts FACTS = new RoutingFacts(
            new AgentId("clerk"),
            new WorkflowId("support"),
            new RequestFacts("best", 3, 1_200, 5_000, 64, true, false),
            Sensitivity.PERSONAL,
            new Classification("refund", 0.83, "knn/1"),
            List.of(),
            Sample.NOON);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            agent == 'clerk' && workflow.startsWith('sup')                     | true
            request.model == 'best' && request.messages == 3                   | true
            request.inputTokens > 1000 && request.maxOutputTokens == 64        | true
            request.tools && !request.streamed                                 | true
            sensitivity == PERSONAL                                            | true
            sensitivity >= RESTRICTED                                          | false
            sensitivity > ORDINARY                                             | true
            label in ['refund', 'card'] && score >= 0.8                        | true
            score > 1                                                          | false
            hour == 12 && weekday == 5                                         | true
            ['a', 'b'].exists(x, x == label)                                   | false
            label.matches('^ref.*')                                            | true
            """)
    void seesTheFacts(String source, boolean expected) throws CelCondition.Failed {
        assertThat(new CelCondition(source).holds(FACTS)).isEqualTo(expected);
    }

    @Test
    void isSilentAboutAClassificationThatWasNotAsked() throws CelCondition.Failed {
        assertThat(new CelCondition("label == '' && score == 0.0 && request.maxOutputTokens == 0")
                        .holds(Sample.facts(Sample.request("auto"))))
                .isTrue();
    }

    @Test
    void failsWhereThereIsNoValue() {
        assertThatThrownBy(() -> new CelCondition("1 / (request.messages - 3) > 0").holds(FACTS))
                .isInstanceOf(CelCondition.Failed.class)
                .hasMessageContaining("zero");
    }

    @Test
    void isBoundedInLength() {
        assertThatThrownBy(() -> new CelCondition("true || ".repeat(CelCondition.LIMIT) + "true"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CelCondition("(".repeat(900) + "true" + ")".repeat(900)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isEqualBySource() {
        assertThat(new CelCondition("hour > 3"))
                .isEqualTo(new CelCondition("hour > 3"))
                .hasSameHashCodeAs(new CelCondition("hour > 3"));
        assertThat(new CelCondition("hour > 3")).isNotEqualTo(new CelCondition("hour > 4"));
    }

    @Test
    void givesTheSameAnswerToManyThreads() throws Exception {
        // given
        CelCondition condition = new CelCondition("request.inputTokens % 2 == 0");
        // when
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> asks = IntStream.range(0, 5_000)
                    .<Callable<Boolean>>mapToObj(i ->
                            () -> condition.holds(Sample.facts(new RequestFacts("auto", 1, i, i, null, false, false)))
                                    == (i % 2 == 0))
                    .toList();
            // then
            for (var answer : threads.invokeAll(asks)) {
                assertThat(answer.get()).isTrue();
            }
        }
    }
}
