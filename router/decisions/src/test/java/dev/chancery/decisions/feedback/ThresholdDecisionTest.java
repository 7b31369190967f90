package dev.chancery.decisions.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ScoreCount;
import dev.chancery.contracts.fact.ScoredOutputs;
import dev.chancery.decisions.feedback.ThresholdDecision.Threshold;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Another threshold of a rubric is proposed where verdicts would clearly agree with people more often. */
class ThresholdDecisionTest {

    private static final Threshold MINIMUM = new Threshold(0, null);
    private static final Threshold SENSE = new Threshold(0, 0);

    @Test
    void raisesAThresholdWherePeopleRejectWhatItLetsPass() {
        Policy policy = policy(4, 60, 50);
        List<ScoreCount> counts =
                List.of(new ScoreCount(60, 60, 3), new ScoreCount(80, 40, 30), new ScoreCount(90, 60, 58));

        assertThat(ThresholdDecision.agreed(counts, 60)).as("all pass").isEqualTo(91);
        assertThat(ThresholdDecision.agreed(counts, 80)).isEqualTo(57 + 88);
        assertThat(ThresholdDecision.decide(policy, MINIMUM, counts))
                .containsExactly(
                        new PolicyChange("/rubrics/0/minimum", "60", "80"),
                        new PolicyChange("/rubrics/0/version", "7", "8"));
    }

    @Test
    void lowersAThresholdWherePeopleApproveWhatItStops() {
        Policy policy = policy(5, 0, 10);
        List<ScoreCount> counts =
                List.of(new ScoreCount(2, 20, 0), new ScoreCount(4, 60, 57), new ScoreCount(5, 20, 20));

        assertThat(ThresholdDecision.decide(policy, SENSE, counts))
                .containsExactly(
                        new PolicyChange("/rubrics/0/dimensions/0/threshold", "5", "4"),
                        new PolicyChange("/rubrics/0/version", "7", "8"));
    }

    @Test
    void leavesItWhereTheIntervalsTouchOrTooFewOfEitherKindWereSeen() {
        assertThat(ThresholdDecision.decide(
                        policy(4, 60, 10), MINIMUM, List.of(new ScoreCount(60, 20, 7), new ScoreCount(80, 80, 75))))
                .as("75 + 13 of 100 agree instead of 82")
                .isEmpty();
        List<ScoreCount> clear = List.of(new ScoreCount(60, 49, 0), new ScoreCount(80, 400, 400));
        assertThat(ThresholdDecision.decide(policy(4, 60, 50), MINIMUM, clear))
                .as("49 were not approved")
                .isEmpty();
        assertThat(ThresholdDecision.decide(policy(4, 60, 49), MINIMUM, clear)).hasSize(2);
        assertThat(ThresholdDecision.decide(
                        policy(4, 60, 50), MINIMUM, List.of(new ScoreCount(60, 400, 0), new ScoreCount(80, 49, 49))))
                .as("49 were approved")
                .isEmpty();
        assertThat(ThresholdDecision.decide(policy(4, 60, 1), MINIMUM, List.of()))
                .isEmpty();
        assertThat(ThresholdDecision.decide(policy(4, 80, 10), MINIMUM, clear))
                .as("it is there already")
                .isEmpty();
    }

    @Test
    void seldomProposesAnythingOfVerdictsThatKnowNothing() {
        // given scores and decisions that have nothing to do with each other, and the worst threshold to begin with
        Policy policy = policy(4, 19, 50);
        Random random = new Random(4);
        int proposed = 0;
        for (int run = 0; run < 200; run++) {
            int[] reviewed = new int[20];
            int[] approved = new int[20];
            boolean drafted = false;
            for (int n = 1; n <= 1_000 && !drafted; n++) {
                int score = random.nextInt(20);
                reviewed[score]++;
                approved[score] += random.nextBoolean() ? 1 : 0;
                drafted = n % 10 == 0
                        && !ThresholdDecision.decide(
                                        policy,
                                        MINIMUM,
                                        IntStream.range(0, 20)
                                                .mapToObj(i -> new ScoreCount(i, reviewed[i], approved[i]))
                                                .toList())
                                .isEmpty();
            }
            proposed += drafted ? 1 : 0;
        }

        // then although it was looked at a hundred times
        assertThat(proposed).isLessThanOrEqualTo(16);
    }

    @Test
    void movesNoFurtherThanItHasToAmongThresholdsThatAreAsGood() {
        List<ScoreCount> counts = List.of(
                new ScoreCount(40, 60, 0),
                new ScoreCount(60, 2, 1),
                new ScoreCount(80, 2, 1),
                new ScoreCount(90, 60, 60));

        assertThat(ThresholdDecision.decide(policy(4, 30, 50), MINIMUM, counts).getFirst())
                .as("60, 80 and 90 are as good")
                .isEqualTo(new PolicyChange("/rubrics/0/minimum", "30", "60"));
    }

    @Test
    void countsOnlyWhatTheThresholdAloneDecidesAbout() {
        Policy policy = policy(4, 60, 1);
        List<ScoredOutputs> outputs = List.of(
                scored(true, 5, 4, 10, 9),
                scored(true, 4, 5, 10, 8),
                scored(true, 3, 5, 10, 1),
                scored(true, 1, 3, 10, 2),
                scored(true, 5, null, 10, 3),
                scored(false, 5, 5, 10, 4),
                new ScoredOutputs(List.of(), 10, 5));

        assertThat(ThresholdDecision.counts(policy, MINIMUM, outputs))
                .as("weights 1 and 3 of 20 at the most; where sense is below 4 the minimum decides nothing")
                .containsExactly(new ScoreCount(85, 10, 9), new ScoreCount(95, 10, 8));
        assertThat(ThresholdDecision.counts(policy, SENSE, outputs))
                .as("what fails for its tone says nothing about its sense")
                .containsExactly(new ScoreCount(3, 10, 1), new ScoreCount(4, 10, 8), new ScoreCount(5, 10, 9));
        assertThat(ThresholdDecision.counts(policy, new Threshold(0, 1), outputs))
                .containsExactly(new ScoreCount(4, 10, 9), new ScoreCount(5, 10, 8));
        assertThat(ThresholdDecision.counts(policy(4, 90, 1), SENSE, outputs))
                .as("5 and 4 are 85 %, which the minimum stops whatever the threshold of sense is")
                .containsExactly(new ScoreCount(3, 10, 1), new ScoreCount(4, 10, 8));
    }

    @Test
    void namesTheThresholdsOfARubricThatSomebodyScores() {
        assertThat(ThresholdDecision.of(policy(4, 60, 1), 0)).containsExactly(MINIMUM, SENSE, new Threshold(0, 1));
        assertThat(ThresholdDecision.of(policy(4, 60, 1), 1)).as("checks only").isEmpty();
    }

    @Test
    void isExecutedAgainFromItsOwnCounts() {
        Policy policy = policy(4, 60, 10);
        List<ScoreCount> counts = List.of(new ScoreCount(60, 60, 3), new ScoreCount(90, 60, 58));
        PolicyDrafted drafted = drafted(policy, ThresholdDecision.decide(policy, MINIMUM, counts), counts);

        assertThat(drafted.changes()).hasSize(2);
        assertThat(DraftDecision.again(drafted, policy)).isEqualTo(drafted);
        assertThat(DraftDecision.again(drafted(policy, drafted.changes(), List.of(new ScoreCount(60, 60, 58))), policy)
                        .changes())
                .as("other counts")
                .isEmpty();
        assertThat(DraftDecision.again(
                                drafted(policy, List.of(new PolicyChange("/rubrics/0/minimum", "60", "85")), counts),
                                policy)
                        .changes())
                .as("another value than follows from them")
                .isEqualTo(drafted.changes());
        assertThat(DraftDecision.again(
                                drafted(policy, List.of(new PolicyChange("/rubrics/9/minimum", "60", "85")), counts),
                                policy)
                        .changes())
                .isEmpty();
    }

    @Test
    void isNobodysOwnDraft() {
        Policy policy = policy(4, 60, 10, true);
        PolicyDrafted drafted = drafted(policy, List.of(), List.of(new ScoreCount(60, 60, 3)));

        assertThat(DraftDecision.approve(
                                new ApprovePolicyDraft("d", policy.version(), "fine", "ada"),
                                drafted,
                                List.of(),
                                policy)
                        .enough())
                .as("Chancery is not one of the two people")
                .isFalse();
    }

    private static PolicyDrafted drafted(Policy policy, List<PolicyChange> changes, List<ScoreCount> counts) {
        return new PolicyDrafted("d", policy.version(), changes, List.of(), "agrees", "chancery", counts);
    }

    private static ScoredOutputs scored(
            boolean holds, int sense, @Nullable Integer tone, int reviewed, int approvedUnchanged) {
        return new ScoredOutputs(
                List.of(
                        new DimensionScore("figures", holds, "", null),
                        new DimensionScore("sense", sense >= 4, "", sense),
                        new DimensionScore("tone", tone != null && tone >= 4, "", tone)),
                reviewed,
                approvedUnchanged);
    }

    private static Policy policy(int threshold, int minimum, int minimumReviewed) {
        return policy(threshold, minimum, minimumReviewed, false);
    }

    private static Policy policy(int threshold, int minimum, int minimumReviewed, boolean fourEyes) {
        String deployment =
                "{\"id\":\"%s\",\"provider\":\"openai\",\"model\":\"%s\",\"tier\":\"worker\",\"location\":\"local\","
                        + "\"inputPrice\":\"0\",\"outputPrice\":\"0\",\"contextTokens\":1000,\"maxOutputTokens\":100,\"tools\":false,"
                        + "\"timeoutMillis\":1000}";
        String dimension = "{\"dimension\":\"%s\",\"description\":\"d\",\"weight\":%d,\"threshold\":%d}";
        return PolicyDocument.parse("{\"format\":1,\"currency\":\"USD\",\"deployments\":["
                + deployment.formatted("a", "m") + "," + deployment.formatted("j", "n")
                + "],\"models\":[],\"workflows\":[],\"agents\":[],\"toolServers\":[],\"rules\":[],"
                + "\"redaction\":{\"restricted\":[],\"refused\":[],\"words\":{}},\"rubrics\":["
                + "{\"id\":\"good\",\"version\":7,\"checks\":[{\"dimension\":\"figures\",\"maxLength\":100}],\"dimensions\":["
                + dimension.formatted("sense", 1, threshold) + "," + dimension.formatted("tone", 3, 4)
                + "],\"minimum\":" + minimum
                + ",\"judge\":{\"deployment\":\"j\",\"otherVendor\":false,\"attempts\":1,\"revisions\":0,\"maxOutputTokens\":100}},"
                + "{\"id\":\"short\",\"version\":1,\"checks\":[{\"dimension\":\"length\",\"maxLength\":100}]}],"
                + "\"gates\":{\"minimumReviewed\":50,\"minimumLowerBound\":0.9},\"feedback\":{\"minimumReviewed\":"
                + minimumReviewed + ",\"fourEyes\":" + fourEyes + "}}");
    }
}
