package dev.chancery.decisions.routing;

import static dev.chancery.decisions.Sample.DOCUMENT;
import static dev.chancery.decisions.Sample.POLICY;
import static dev.chancery.decisions.Sample.facts;
import static dev.chancery.decisions.Sample.request;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Location;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.Rejection.Reason;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoutingDecisionTest {

    @Test
    void prefersTiersThenCostForAuto() {
        // when
        RoutingDecided decided = RoutingDecision.decide(facts(request("auto")), POLICY);
        // then
        assertThat(candidates(decided))
                .containsExactly("local/workstation", "cloud/smaller", "cloud/small", "embedded/extractive");
        assertThat(reasons(decided)).containsOnly(java.util.Map.entry("cloud/large", Reason.TIER));
    }

    @Test
    void keepsTheOrderOfAnAlias() {
        // when
        RoutingDecided decided = RoutingDecision.decide(facts(request("best")), POLICY);
        // then
        assertThat(candidates(decided)).containsExactly("cloud/large", "cloud/small", "local/workstation");
        assertThat(reasons(decided).values()).containsOnly(Reason.NOT_REQUESTED);
    }

    @Test
    void takesADeploymentByItsName() {
        assertThat(candidates(RoutingDecision.decide(facts(request("cloud/smaller")), POLICY)))
                .containsExactly("cloud/smaller");
    }

    @Test
    void permitsNothingForANameThatNobodyKnows() {
        // when
        RoutingDecided decided = RoutingDecision.decide(facts(request("gpt-unknown")), POLICY);
        // then
        assertThat(decided.candidates()).isEmpty();
        assertThat(decided.rejections()).hasSize(5);
        assertThat(RoutingDecision.refusal(decided, List.of(), POLICY))
                .contains(new Refusal.NoPermittedModel("gpt-unknown"));
    }

    @Test
    void staysWithinTheWorkflow() {
        // when
        RoutingDecided decided =
                RoutingDecision.decide(facts(request("auto"), "letters", Sensitivity.ORDINARY, List.of()), POLICY);
        // then
        assertThat(candidates(decided)).containsExactly("cloud/small", "cloud/large");
        assertThat(reasons(decided).values()).containsOnly(Reason.NOT_IN_WORKFLOW);
    }

    @Test
    void keepsRestrictedDataOnLocalHardware() {
        // when
        RoutingDecided decided =
                RoutingDecision.decide(facts(request("auto"), "support", Sensitivity.RESTRICTED, List.of()), POLICY);
        // then
        assertThat(candidates(decided)).containsExactly("local/workstation", "embedded/extractive");
        assertThat(reasons(decided).values()).containsOnly(Reason.SENSITIVITY);
    }

    @Test
    void refusesRestrictedDataWhereNothingIsLocal() {
        // given
        RoutingDecided decided =
                RoutingDecision.decide(facts(request("auto"), "cloud-only", Sensitivity.RESTRICTED, List.of()), POLICY);
        // when
        var refusal = RoutingDecision.refusal(
                decided, List.of(new TypeCount("EMAIL_ADDRESS", 1), new TypeCount("US_SSN", 2)), POLICY);
        // then
        assertThat(refusal).contains(new Refusal.RestrictedData(List.of("US_SSN")));
    }

    @Test
    void narrowsByRule() {
        // given
        RequestFacts longer = new RequestFacts("auto", 2, 21_000, 90_000, null, false, false);
        // when
        RoutingDecided decided = RoutingDecision.decide(facts(longer), POLICY);
        // then
        assertThat(candidates(decided)).containsExactly("embedded/extractive");
        assertThat(reasons(decided))
                .containsEntry("cloud/small", Reason.RULE)
                .containsEntry("cloud/large", Reason.TIER);
    }

    @Test
    void refusesByRuleInItsOwnWords() {
        // given
        RoutingDecided decided =
                RoutingDecision.decide(facts(new RequestFacts("auto", 1, 10, 40, 100_001, false, false)), POLICY);
        // then
        assertThat(decided.candidates()).isEmpty();
        assertThat(reasons(decided).values()).containsOnly(Reason.RULE);
        assertThat(RoutingDecision.refusal(decided, List.of(), POLICY))
                .contains(new Refusal.InputRejected("Ask for at most 100,000 tokens."));
    }

    @Test
    void refusesWhenARuleHasNoValue() {
        // given
        Policy policy = PolicyDocument.parse(
                DOCUMENT.replace("request.maxOutputTokens > 100000", "100 / request.maxOutputTokens > 1"));
        // when
        RoutingDecided decided = RoutingDecision.decide(facts(request("auto")), policy);
        // then
        assertThat(decided.candidates()).isEmpty();
        assertThat(RoutingDecision.refusal(decided, List.of(), policy)
                        .orElseThrow()
                        .sentence())
                .contains("no-essays")
                .contains("zero");
    }

    @Test
    void rejectsAContextThatCannotHoldWhatWasAskedFor() {
        // given
        RequestFacts asked = new RequestFacts("best", 1, 6_500, 20_000, 1_600, false, false);
        RequestFacts open = new RequestFacts("best", 1, 6_500, 20_000, null, false, false);
        // when
        RoutingDecided rejected = RoutingDecision.decide(facts(asked), POLICY);
        RoutingDecided fitted = RoutingDecision.decide(facts(open), POLICY);
        // then
        assertThat(reasons(rejected)).containsEntry("local/workstation", Reason.CONTEXT_TOO_SMALL);
        assertThat(fitted.candidates().getLast().maxOutputTokens()).isEqualTo(1_500);
    }

    @Test
    void rejectsWhatCannotCallTools() {
        // when
        RoutingDecided decided =
                RoutingDecision.decide(facts(new RequestFacts("auto", 1, 10, 40, null, true, false)), POLICY);
        // then
        assertThat(reasons(decided)).containsEntry("embedded/extractive", Reason.NO_TOOLS);
        assertThat(candidates(decided)).containsExactly("cloud/smaller", "cloud/small");
    }

    @Test
    void passesOverTheUnavailableWhileAnotherRemains() {
        // when
        RoutingDecided some = RoutingDecision.decide(
                facts(request("default"), "support", Sensitivity.ORDINARY, List.of("cloud/small")), POLICY);
        RoutingDecided all = RoutingDecision.decide(
                facts(
                        request("default"),
                        "support",
                        Sensitivity.ORDINARY,
                        List.of("cloud/small", "embedded/extractive")),
                POLICY);
        // then
        assertThat(candidates(some)).containsExactly("embedded/extractive");
        assertThat(reasons(some)).containsEntry("cloud/small", Reason.UNAVAILABLE);
        assertThat(candidates(all)).containsExactly("cloud/small", "embedded/extractive");
    }

    @Test
    void boundsTheCostOfACall() {
        // when
        Candidate candidate = RoutingDecision.decide(
                        facts(new RequestFacts("cloud/large", 1, 1_000, 4_001, 500, false, false)), POLICY)
                .candidates()
                .getFirst();
        // then 4,001 × 2.50 is 10,002.5 millionths and rounds up; 500 × 10 is 5,000
        assertThat(candidate.worstCost()).isEqualTo(usd(10_003 + 5_000));
        assertThat(candidate.expectedCost()).isEqualTo(usd(2_500 + 2_560));
        assertThat(candidate.maxOutputTokens()).isEqualTo(500);
    }

    @Test
    void holdsItsPropertiesForAnyFacts() {
        Random random = new Random(20261120);
        List<String> names = List.of("auto", "default", "best", "cloud/large", "local/workstation", "nobody");
        List<String> ids =
                POLICY.deployments().stream().map(Policy.Deployment::id).toList();
        for (int i = 0; i < 5_000; i++) {
            // given
            int tokens = random.nextInt(40_000);
            RequestFacts request = new RequestFacts(
                    names.get(random.nextInt(names.size())),
                    1 + random.nextInt(9),
                    tokens,
                    tokens * 4,
                    random.nextBoolean() ? null : 1 + random.nextInt(120_000),
                    random.nextBoolean(),
                    random.nextBoolean());
            RoutingFacts facts = new RoutingFacts(
                    facts(request).agent(),
                    POLICY.workflows().get(random.nextInt(3)).id(),
                    request,
                    Sensitivity.values()[random.nextInt(3)],
                    null,
                    ids.stream().filter(id -> random.nextInt(4) == 0).toList(),
                    facts(request).at().plus(Duration.ofMinutes(random.nextInt(100_000))));
            // when
            RoutingDecided decided = RoutingDecision.decide(facts, POLICY);
            // then
            assertThat(RoutingDecision.decide(facts, POLICY)).isEqualTo(decided);
            List<String> all = new ArrayList<>(candidates(decided));
            decided.rejections().forEach(r -> all.add(r.deployment()));
            assertThat(all).as("each deployment once").containsExactlyInAnyOrderElementsOf(ids);
            for (Candidate candidate : decided.candidates()) {
                Policy.Deployment deployment =
                        POLICY.deployment(candidate.deployment()).orElseThrow();
                if (facts.sensitivity() == Sensitivity.RESTRICTED) {
                    assertThat(deployment.location()).isEqualTo(Location.LOCAL);
                }
                assertThat(candidate.maxOutputTokens())
                        .isPositive()
                        .isLessThanOrEqualTo(deployment.maxOutputTokens())
                        .isLessThanOrEqualTo(deployment.contextTokens() - tokens);
                assertThat(candidate.expectedCost().isMoreThan(candidate.worstCost()))
                        .isFalse();
            }
            assertThat(RoutingDecision.refusal(decided, List.of(), POLICY).isEmpty())
                    .isEqualTo(!decided.candidates().isEmpty());
        }
    }

    private static List<String> candidates(RoutingDecided decided) {
        return decided.candidates().stream().map(Candidate::deployment).toList();
    }

    private static TreeMap<String, Reason> reasons(RoutingDecided decided) {
        TreeMap<String, Reason> reasons = new TreeMap<>();
        for (Rejection rejection : decided.rejections()) {
            reasons.put(rejection.deployment(), rejection.reason());
        }
        return reasons;
    }
}
