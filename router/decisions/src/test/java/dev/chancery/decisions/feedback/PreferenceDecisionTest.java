package dev.chancery.decisions.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another order is proposed on clear evidence only, and put in force by those who may. */
class PreferenceDecisionTest {

    @Test
    void putsTheOneBeforeOfWhichPeopleApproveClearlyMore() {
        Policy policy = policy("{}");

        List<PolicyChange> changes =
                PreferenceDecision.decide(policy, 1, List.of(count("a", 100, 50), count("b", 100, 90)));

        assertThat(changes)
                .containsExactly(
                        new PolicyChange("/models/1/deployments/0", "\"a\"", "\"b\""),
                        new PolicyChange("/models/1/deployments/1", "\"b\"", "\"a\""));
    }

    @Test
    void leavesTheOrderWhereTheIntervalsTouchOrTooFewWereReviewed() {
        Policy policy = policy("{}");

        assertThat(PreferenceDecision.decide(policy, 1, List.of(count("a", 100, 80), count("b", 100, 88))))
                .isEmpty();
        assertThat(PreferenceDecision.decide(policy, 1, List.of(count("a", 49, 0), count("b", 100, 90))))
                .isEmpty();
        assertThat(PreferenceDecision.decide(policy, 1, List.of(count("b", 100, 100))))
                .isEmpty();
        assertThat(PreferenceDecision.decide(policy, 0, List.of(count("a", 100, 50), count("b", 100, 90))))
                .as("the model name that has one deployment")
                .isEmpty();
    }

    @Test
    void takesAsManyReviewsAsThePolicyWants() {
        Policy policy = policy("{\"minimumReviewed\": 10}");

        assertThat(PreferenceDecision.decide(policy, 1, List.of(count("a", 10, 0), count("c", 10, 10))))
                .as("one that nobody reviewed in between is passed by nobody")
                .isEmpty();
        assertThat(PreferenceDecision.decide(policy, 1, List.of(count("b", 10, 0), count("c", 10, 10))))
                .hasSize(2);
    }

    @Test
    void isExecutedAgainFromItsOwnEvidence() {
        Policy policy = policy("{}");
        List<ReviewCount> counts = List.of(count("a", 100, 50), count("b", 100, 90));
        PolicyDrafted drafted = drafted(policy, counts, PolicyDraftEvent.BY_ITSELF);

        assertThat(PreferenceDecision.again(drafted, policy)).isEqualTo(drafted);
        assertThat(PreferenceDecision.again(
                                new PolicyDrafted(
                                        "d",
                                        policy.version(),
                                        drafted.changes(),
                                        List.of(count("a", 100, 90)),
                                        "",
                                        "chancery",
                                        null),
                                policy)
                        .changes())
                .isEmpty();
    }

    @Test
    void takesOnePersonOrTwoAsThePolicySays() {
        Policy one = policy("{}");
        PolicyDrafted machine = drafted(one, List.of(count("a", 100, 50), count("b", 100, 90)), "chancery");
        assertThat(DraftDecision.approve(approval(one, "ada"), machine, List.of(), one)
                        .enough())
                .isTrue();

        Policy two = policy("{\"fourEyes\": true}");
        PolicyDrafted again = drafted(two, List.of(count("a", 100, 50), count("b", 100, 90)), "chancery");
        assertThat(DraftDecision.approve(approval(two, "ada"), again, List.of(), two)
                        .enough())
                .isFalse();
        assertThat(DraftDecision.approve(approval(two, "bob"), again, List.of("ada"), two)
                        .enough())
                .isTrue();
        assertThatThrownBy(() -> DraftDecision.approve(approval(two, "ada"), again, List.of("ada"), two))
                .hasMessageContaining("another one");
        PolicyDrafted hers = new PolicyDrafted("d", two.version(), again.changes(), List.of(), "better", "ada", null);
        assertThat(DraftDecision.approve(approval(two, "ada"), hers, List.of(), two)
                        .enough())
                .as("her own draft needs another person")
                .isFalse();
        assertThat(DraftDecision.approve(approval(two, "bob"), hers, List.of(), two)
                        .enough())
                .isTrue();
    }

    @Test
    void takesThePeopleWhomThePolicyNamesAndThePolicyThatWasDrafted() {
        Policy named = policy("{\"approvers\": [\"ada\"]}");
        PolicyDrafted drafted = drafted(named, List.of(count("a", 100, 50), count("b", 100, 90)), "chancery");

        assertThatThrownBy(() -> DraftDecision.approve(approval(named, "bob"), drafted, List.of(), named))
                .hasMessageContaining("bob may not approve")
                .hasMessageContaining("ada");
        Policy other = policy("{}");
        assertThatThrownBy(() -> DraftDecision.approve(approval(other, "ada"), drafted, List.of(), other))
                .hasMessageContaining("has changed since");
    }

    @Test
    void isToBePutInForceUntilSomebodyRejectsIt() {
        List<PolicyDraftEvent> approved = List.of(
                new PolicyDraftEvent.PolicyDraftApproved("d", false, "fine", "ada"),
                new PolicyDraftEvent.PolicyDraftApproved("d", true, "fine", "bob"),
                new PolicyDraftEvent.PolicyDraftRejected("other", "no", "bob"));

        assertThat(DraftDecision.isApproved(approved.subList(0, 1), "d")).isFalse();
        assertThat(DraftDecision.isApproved(approved, "d")).isTrue();
        assertThat(DraftDecision.isApproved(
                        List.of(approved.get(1), new PolicyDraftEvent.PolicyDraftRejected("d", "no", "ada")), "d"))
                .isFalse();
    }

    private static ApprovePolicyDraft approval(Policy policy, String by) {
        return new ApprovePolicyDraft("d", policy.version(), "fine", by);
    }

    private static PolicyDrafted drafted(Policy policy, List<ReviewCount> counts, String by) {
        return new PolicyDrafted(
                "d", policy.version(), PreferenceDecision.decide(policy, 1, counts), counts, "better", by, null);
    }

    private static ReviewCount count(String deployment, int reviewed, int approved) {
        return new ReviewCount(deployment, reviewed, approved);
    }

    private static Policy policy(String feedback) {
        String deployment =
                "{\"id\":\"%s\",\"provider\":\"openai\",\"model\":\"m\",\"tier\":\"worker\",\"location\":\"local\","
                        + "\"inputPrice\":\"0\",\"outputPrice\":\"0\",\"contextTokens\":1000,\"maxOutputTokens\":100,\"tools\":false,"
                        + "\"timeoutMillis\":1000}";
        return PolicyDocument.parse("{\"format\":1,\"currency\":\"USD\",\"deployments\":["
                + deployment.formatted("a") + "," + deployment.formatted("b") + "," + deployment.formatted("c")
                + "],\"models\":[{\"alias\":\"one\",\"deployments\":[\"a\"]},{\"alias\":\"three\",\"deployments\":[\"a\",\"b\",\"c\"]}],"
                + "\"workflows\":[],\"agents\":[],\"toolServers\":[],\"rules\":[],"
                + "\"redaction\":{\"restricted\":[],\"refused\":[],\"words\":{}},\"rubrics\":[],"
                + "\"gates\":{\"minimumReviewed\":50,\"minimumLowerBound\":0.9},\"feedback\":" + feedback + "}");
    }
}
