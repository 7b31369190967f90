package dev.chancery.decisions.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultDecisionTest {

    private static final AgentId CLERK = new AgentId("clerk");

    @ParameterizedTest
    @CsvSource({
        "flag, 0.5, 0.49, DELIVERED",
        "flag, 0.5, 0.5, FLAGGED",
        "hold, 0.5, 0.49, DELIVERED",
        "hold, 0.5, 0.75, HELD",
        "hold, 0.8, 0.75, DELIVERED",
        "refuse, 0.5, 0.75, REFUSED",
        "refuse, 0.5, 0, DELIVERED"
    })
    void doesWithAResultWhatTheGrantSays(String results, double threshold, double score, Passage passage) {
        assertThat(decide(policy(grant(results, threshold)), "files/*", score)).isEqualTo(passage);
    }

    @Test
    void flagsWhereAGrantSaysNothing() {
        // given
        Policy silent = PolicyDocument.parse(Sample.DOCUMENT);

        // then
        assertThat(decide(silent, "files/*", 0.75)).isEqualTo(Passage.FLAGGED);
        assertThat(decide(silent, "files/*", 0.2)).isEqualTo(Passage.DELIVERED);
    }

    @Test
    void isAsStrictAsTheStrictestOfTheGrantsOfThatName() {
        assertThat(decide(policy(grant("flag", 0.5) + "," + grant("refuse", 0.7)), "files/*", 0.75))
                .isEqualTo(Passage.REFUSED);
        assertThat(decide(policy(grant("flag", 0.5) + "," + grant("refuse", 0.8)), "files/*", 0.75))
                .isEqualTo(Passage.FLAGGED);
    }

    @Test
    void letsNothingThroughBehindWhichNoGrantStands() {
        assertThat(decide(policy(grant("flag", 0.5)), "files/other", 0)).isEqualTo(Passage.REFUSED);
    }

    private static Passage decide(Policy policy, String grant, double score) {
        List<RiskScore> scores =
                score == 0 ? List.of() : List.of(new RiskScore("prompt_injection", score, List.of("override")));
        return ResultDecision.decide(CLERK, grant, new ResultScreening("injection-signals/1", scores), policy)
                .passage();
    }

    private static String grant(String results, double threshold) {
        return """
                {"server": "files", "tool": "*", "access": "read", "review": "never", "cost": "0",
                 "results": "%s", "resultThreshold": %s}""".formatted(results, threshold);
    }

    private static Policy policy(String grants) {
        return PolicyDocument.parse(Sample.DOCUMENT.replace("\"files/*\", \"calendar/read\"", grants));
    }
}
