package dev.chancery.decisions.budget;

import static dev.chancery.decisions.Sample.DOCUMENT;
import static dev.chancery.decisions.Sample.NOON;
import static dev.chancery.decisions.Sample.POLICY;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.BudgetScope.Kind;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetDecisionTest {

    private static final BudgetScope TASK = new BudgetScope(BudgetScope.Kind.TASK, "t-1");
    private static final BudgetScope DAY = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/2026-11-20");

    private static final String SHARED = DOCUMENT.replace("\"day\": \"5\"}", "\"day\": \"5\", \"month\": \"60\"}")
            .replaceFirst("\"classify\": false", "\"classify\": false, \"budgets\": {\"day\": \"9\"}")
            .replaceFirst("\"currency\"", "\"budgets\": {\"month\": \"200\"}, \"currency\"");

    @Test
    void namesTheScopesOfATask() {
        // when
        var caps = BudgetDecision.applicable(
                POLICY, new AgentId("clerk"), new WorkflowId("support"), new SessionId("s-1"), new TaskId("t-1"), NOON);
        // then
        assertThat(caps)
                .containsExactly(
                        new BudgetDecision.Cap(TASK, usd(50_000)),
                        new BudgetDecision.Cap(new BudgetScope(BudgetScope.Kind.SESSION, "clerk/s-1"), usd(500_000)),
                        new BudgetDecision.Cap(DAY, usd(5_000_000)));
    }

    @Test
    void namesTheScopesThatAgentsShare() {
        // given
        Policy shared = PolicyDocument.parse(SHARED);
        // when
        var caps = BudgetDecision.applicable(
                shared,
                new AgentId("clerk"),
                new WorkflowId("support"),
                new SessionId("s-1"),
                new TaskId("t-1"),
                Instant.parse("2026-11-30T23:59:59Z"));
        var other = BudgetDecision.applicable(
                shared,
                new AgentId("clerk"),
                new WorkflowId("letters"),
                new SessionId("s-1"),
                new TaskId("t-1"),
                Instant.parse("2026-12-01T00:00:00Z"));
        var unknown = BudgetDecision.applicable(
                shared, new AgentId("nobody"), new WorkflowId("support"), new SessionId("s"), new TaskId("t"), NOON);
        // then
        assertThat(caps)
                .containsExactly(
                        new BudgetDecision.Cap(TASK, usd(50_000)),
                        new BudgetDecision.Cap(new BudgetScope(Kind.SESSION, "clerk/s-1"), usd(500_000)),
                        new BudgetDecision.Cap(new BudgetScope(Kind.AGENT_DAY, "clerk/2026-11-30"), usd(5_000_000)),
                        new BudgetDecision.Cap(
                                new BudgetScope(Kind.WORKFLOW_DAY, "support/2026-11-30"), usd(9_000_000)),
                        new BudgetDecision.Cap(new BudgetScope(Kind.AGENT_MONTH, "clerk/2026-11"), usd(60_000_000)),
                        new BudgetDecision.Cap(
                                new BudgetScope(Kind.COMPANY_MONTH, "company/2026-11"), usd(200_000_000)));
        assertThat(other)
                .extracting(cap -> cap.scope().id())
                .containsExactly("t-1", "clerk/s-1", "clerk/2026-12-01", "clerk/2026-12", "company/2026-12");
        assertThat(unknown).isEmpty();
    }

    @Test
    void saysWhatIsSpentAndWhenTheCapIsWholeAgain() {
        assertThat(new Refusal.BudgetExceeded(
                                new BudgetScope(Kind.WORKFLOW_DAY, "support/2026-12-31"), usd(100), usd(3), usd(7))
                        .sentence())
                .contains(
                        "workflow-day budget of " + usd(100),
                        "(support/2026-12-31)",
                        usd(97) + " spent",
                        "2027-01-01 at 00:00 UTC");
        assertThat(new Refusal.BudgetExceeded(
                                new BudgetScope(Kind.COMPANY_MONTH, "company/2026-11"), usd(100), usd(3), usd(7))
                        .sentence())
                .contains("company-month budget", "2026-12-01 at 00:00 UTC");
        assertThat(new Refusal.BudgetExceeded(new BudgetScope(Kind.SESSION, "clerk/2026-11"), usd(100), usd(3), usd(7))
                        .sentence())
                .contains("session budget", "begin another session");
    }

    @Test
    void tellsOfHalfFourFifthsAndTheWhole() {
        assertThat(BudgetDecision.reached(usd(1_000), usd(499))).isEmpty();
        assertThat(BudgetDecision.reached(usd(1_000), usd(500))).containsExactly(50);
        assertThat(BudgetDecision.reached(usd(1_000), usd(999))).containsExactly(50, 80);
        assertThat(BudgetDecision.reached(usd(1_000), usd(1_200))).containsExactly(50, 80, 100);
        assertThat(BudgetDecision.reached(usd(0), usd(0))).isEmpty();
    }

    @Test
    void reservesTheCostliestThatEveryBudgetCanBear() {
        // given
        List<ScopeBalance> balances = List.of(balance(TASK, 100, 0, 0), balance(DAY, 1_000, 900, 30));
        // when
        var decided =
                BudgetDecision.decide(List.of(candidate("a", 71), candidate("b", 70), candidate("c", 10)), balances);
        // then
        assertThat(decided).isEqualTo(new SpendReserved(usd(70), balances, List.of("a")));
    }

    @Test
    void reservesForASecondAttemptWhereTheBudgetsBearIt() {
        // given
        List<ScopeBalance> balances = List.of(balance(TASK, 100, 0, 0), balance(DAY, 1_000, 900, 0));
        // when
        var decided =
                BudgetDecision.decide(List.of(candidate("a", 10), candidate("b", 60), candidate("c", 30)), balances);
        // then
        assertThat(decided).isEqualTo(new SpendReserved(usd(90), balances, List.of()));
    }

    @Test
    void refusesByTheTightestBudget() {
        // given
        List<ScopeBalance> balances = List.of(balance(TASK, 100, 0, 0), balance(DAY, 1_000, 990, 5));
        // when
        var decided = BudgetDecision.decide(List.of(candidate("a", 71), candidate("b", 6)), balances);
        // then
        assertThat(decided)
                .isEqualTo(new TaskRefused(new Refusal.BudgetExceeded(DAY, usd(1_000), usd(5), usd(6)), balances));
    }

    @Test
    void reservesFreelyWhereNoCapApplies() {
        assertThat(BudgetDecision.decide(List.of(candidate("a", 71), candidate("b", 6)), List.of()))
                .isEqualTo(new SpendReserved(usd(77), List.of(), List.of()));
    }

    @Test
    void reservesWhatIsFreeFromABudgetThatIsOverdrawn() {
        assertThat(BudgetDecision.decide(
                        List.of(candidate("a", 0), candidate("b", 1)), List.of(balance(DAY, 10, 12, 0))))
                .isInstanceOfSatisfying(
                        SpendReserved.class, r -> assertThat(r.unaffordable()).containsExactly("b"));
    }

    @Test
    void neverReservesMoreThanTheLeastHeadroom() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            // given
            List<ScopeBalance> balances = List.of(
                    balance(TASK, random.nextInt(200), random.nextInt(100), random.nextInt(50)),
                    balance(DAY, random.nextInt(200), random.nextInt(100), random.nextInt(50)));
            List<Candidate> candidates = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(n -> candidate("d" + n, random.nextInt(150)))
                    .toList();
            var headroom = balances.stream()
                    .map(ScopeBalance::headroom)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            // when
            var decided = BudgetDecision.decide(candidates, balances);
            // then
            assertThat(decided).isEqualTo(BudgetDecision.decide(candidates, balances));
            switch (decided) {
                case SpendReserved r -> {
                    assertThat(r.amount()).isLessThanOrEqualTo(headroom);
                    assertThat(candidates)
                            .allMatch(c -> r.unaffordable().contains(c.deployment())
                                    == c.worstCost().isMoreThan(headroom));
                }
                default -> assertThat(candidates).allMatch(c -> c.worstCost().isMoreThan(headroom));
            }
        }
    }

    private static ScopeBalance balance(BudgetScope scope, long cap, long settled, long reserved) {
        return new ScopeBalance(scope, usd(cap), usd(settled), usd(reserved));
    }

    private static Candidate candidate(String id, long worst) {
        return new Candidate(id, Tier.WORKER, 100, usd(0), usd(worst));
    }
}
