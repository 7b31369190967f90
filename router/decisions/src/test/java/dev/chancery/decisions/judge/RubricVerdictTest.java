package dev.chancery.decisions.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.VerdictDecision;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RubricVerdictTest {

    private static final Rubric RUBRIC = Judged.POLICY.rubrics().getFirst();

    @ParameterizedTest
    @CsvSource({
        // The checks, the judge's scores, the round, and what follows.
        "true, 5, 5, 1, DELIVER",
        "true, 4, 2, 1, DELIVER", // 14 of 20 are 70 %
        "true, 4, 1, 1, REVISE",
        "true, 3, 5, 1, REVISE",
        "true, 3, 5, 2, HOLD",
        "false, 5, 5, 1, REVISE",
        "false, 5, 5, 2, HOLD",
        "false, 0, 0, 1, REVISE",
        "true, 0, 0, 1, HOLD",
        "true, 5, 0, 1, HOLD",
    })
    void decides(boolean checked, int correct, int tone, int round, VerdictDecision decision) {
        // given
        List<DimensionScore> scores = new ArrayList<>(List.of(
                new DimensionScore("greeting", true, "holds", null),
                new DimensionScore("length", checked, "of 200", null)));
        if (correct > 0) {
            scores.add(new DimensionScore("correct", true, "so it says", correct));
        }
        if (tone > 0) {
            scores.add(new DimensionScore("tone", true, "so it says", tone));
        }
        // when
        JudgeVerdictRecorded verdict = RubricVerdict.decide(RUBRIC, "j", scores, round, true, null);
        // then
        assertThat(decision(verdict)).isEqualTo(decision);
        assertThat(verdict.passed()).isEqualTo(decision == VerdictDecision.DELIVER);
        assertThat(verdict.scores())
                .extracting(DimensionScore::dimension)
                .containsExactly("greeting", "length", "correct", "tone");
        assertThat(RubricVerdict.decide(RUBRIC, "j", verdict.scores(), round, true, null))
                .as("the verdict says all that it was decided from")
                .isEqualTo(verdict);
    }

    @Test
    void holdsWhatCouldNotBeJudgedOrCannotBeRevised() {
        List<DimensionScore> perfect = List.of(
                new DimensionScore("greeting", true, "holds", null),
                new DimensionScore("length", true, "holds", null),
                new DimensionScore("correct", true, "yes", 5),
                new DimensionScore("tone", true, "yes", 5));
        assertThat(decision(RubricVerdict.decide(RUBRIC, "j", perfect, 1, true, "the judge is a fake")))
                .isEqualTo(VerdictDecision.HOLD);
        assertThat(decision(RubricVerdict.decide(RUBRIC, "j", perfect.subList(0, 1), 1, false, null)))
                .isEqualTo(VerdictDecision.HOLD);
    }

    @Test
    void saysOfEachDimensionThatTheChecksAloneCannotScoreIt() {
        // given
        Rubric without = PolicyDocument.parse(Judged.document(
                        "{\"otherVendor\": false, \"attempts\": 1, \"revisions\": 1," + " \"maxOutputTokens\": 1}"))
                .rubrics()
                .getFirst();
        // when
        JudgeVerdictRecorded verdict = RubricVerdict.decide(
                without, RubricChecks.JUDGE, RubricChecks.score(without, "Dear reader", ""), 1, true, null);
        // then
        assertThat(decision(verdict)).isEqualTo(VerdictDecision.HOLD);
        assertThat(verdict.scores().subList(0, 2)).allMatch(DimensionScore::passed);
        assertThat(verdict.scores().subList(2, 4))
                .allSatisfy(score -> assertThat(score.reason()).contains("needs a judge", "checks only"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct: 5",
                "[]",
                "{\"scores\":[]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":6,\"reason\":\"r\"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":4.5,\"reason\":\"r\"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":\"5\",\"reason\":\"r\"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":5,\"reason\":\" \"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":5}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"correct\",\"score\":1,\"reason\":\"r\"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"length\",\"score\":5,\"reason\":\"r\"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":1,\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":5,\"reason\":\"r\"}]}",
                "{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":5,\"reason\":\"r\"}]} ok",
                "{\"passed\":true,\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":5,\"reason\":\"r\"}]}",
                "```json\n{\"scores\":[{\"dimension\":\"correct\",\"score\":5,\"reason\":\"r\"},{\"dimension\":\"tone\",\"score\":5,\"reason\":\"r\"}]}\n```"
            })
    void takesNothingForAVerdictThatIsNone(String text) {
        assertThatThrownBy(() -> JudgeReply.read(text, RUBRIC)).isInstanceOf(JudgeReply.Malformed.class);
    }

    @Test
    void readsAVerdictInTheOrderOfTheRubric() throws JudgeReply.Malformed {
        assertThat(JudgeReply.read(
                        "\n{\"scores\":[{\"reason\":\" Cold. \",\"dimension\":\"tone\",\"score\":1},"
                                + "{\"dimension\":\"correct\",\"score\":4,\"reason\":\"True.\"}]}\n",
                        RUBRIC))
                .containsExactly(
                        new DimensionScore("correct", true, "True.", 4), new DimensionScore("tone", false, "Cold.", 1));
    }

    private static VerdictDecision decision(JudgeVerdictRecorded verdict) {
        return Objects.requireNonNull(verdict.judgement()).decision();
    }
}
