package dev.chancery.folds;

import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.stream;
import static dev.chancery.folds.Streams.task;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentKeyRevoked;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.AgentEvent.AgentReinstated;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.PolicyEvent.PolicyRejected;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.log.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistriesTest {

    private static final Gate HUMAN = Gate.HUMAN_IN_THE_LOOP;
    private static final GateEvidence NOTHING = new GateEvidence(0, 0, 0);

    @Test
    void gateEvidenceBeginsAnewWhenTheGateMovesAndNotWhenAMoveIsRefused() {
        // given
        List<Recorded> log = new ArrayList<>(
                stream("workflow/triage", new WorkflowRegistered(TRIAGE, "sort questions", Gate.SHADOW)));
        log.addAll(decided("a", new OutputApproved("ann", "right")));
        log.addAll(
                stream("workflow/triage", new GateTransitioned(TRIAGE, Gate.SHADOW, HUMAN, "ann", "try it", NOTHING)));
        log.addAll(decided("b", new OutputApproved("ann", "right")));
        log.addAll(decided("c", new OutputEdited("ann", "tone", Streams.ANSWER)));
        log.addAll(decided("d", new OutputRejected("ann", "wrong")));
        log.addAll(stream(
                "workflow/triage",
                new GateTransitionRefused(TRIAGE, HUMAN, Gate.AUTONOMOUS, "ann", "too few", NOTHING)));

        // when
        TreeMap<String, Workflows.Workflow> workflows = new TreeMap<>();
        fold(byName(new Workflows()), log).forEach(workflows::put);

        // then
        Workflows.Workflow triage = workflows.get("triage");
        assertThat(triage.gate()).isEqualTo(HUMAN);
        assertThat(triage.movedBy()).isEqualTo("ann");
        assertThat(triage.evidence().reviewed()).isEqualTo(3);
        assertThat(triage.evidence().approvedUnchanged()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 10, 0", "10, 10, 0.722467", "45, 50, 0.786398", "1, 3, 0.061492"})
    void theLowerBoundIsThatOfTheWilsonInterval(int approved, int reviewed, double bound) {
        assertThat(WilsonInterval.lowerBound(approved, reviewed)).isCloseTo(bound, within(1e-5));
    }

    @Test
    void anAgentHasItsKeysAndMayBeStoppedAndReinstated() {
        // given
        List<Recorded> log = stream(
                "agent/support-bot",
                new AgentRegistered(SUPPORT, "ann", "answers", null, null),
                new AgentKeyIssued(SUPPORT, "k1", "00"),
                new AgentKeyIssued(SUPPORT, "k2", "11"),
                new AgentKeyRevoked(SUPPORT, "k1", "lost"),
                new AgentSuspended(SUPPORT, "loops"));

        // when
        Agents.Agent stopped = fold(byName(new Agents()), log).get("support-bot");
        log.addAll(stream("agent/support-bot", new AgentReinstated(SUPPORT, "mended")));
        Agents.Agent reinstated = fold(byName(new Agents()), log).get("support-bot");

        // then
        assertThat(stopped.suspended()).isEqualTo("loops");
        assertThat(stopped.keys())
                .containsExactly(
                        new Agents.Key("k1", START.plusSeconds(1), START.plusSeconds(3), "lost"),
                        new Agents.Key("k2", START.plusSeconds(2), null, null));
        assertThat(reinstated.suspended()).isNull();
        assertThat(reinstated.keys()).isEqualTo(stopped.keys());
    }

    @Test
    void aBudgetCountsThePeriodsInWhichItRefused() {
        // given
        BudgetScope day = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "support-bot/2026-11-30");
        List<Recorded> log = stream(
                "budget/agent-day/support-bot",
                new BudgetCapSet(BudgetScope.Kind.AGENT_DAY, "support-bot", usd(100)),
                new BudgetExhausted(day, usd(100), usd(3), new TaskId("t")),
                new BudgetCapSet(BudgetScope.Kind.AGENT_DAY, "support-bot", usd(500)));

        // then
        assertThat(fold(new Budgets(), log).get("budget/agent-day/support-bot"))
                .isEqualTo(new Budgets.Budget(
                        BudgetScope.Kind.AGENT_DAY,
                        "support-bot",
                        usd(500),
                        START.plusSeconds(2),
                        1,
                        day,
                        START.plusSeconds(1)));
    }

    @Test
    void aPolicyThatComesBackIsTheNewestAgain() {
        // given
        List<PolicyError> errors = List.of(new PolicyError("models.yaml", 3, "no such tier"));
        List<Recorded> log = stream(
                "policy",
                new PolicyActivated(new PolicyVersion("aa"), "{}"),
                new PolicyActivated(new PolicyVersion("bb"), "{}"),
                new PolicyActivated(new PolicyVersion("aa"), "{}"),
                new PolicyRejected(errors));

        // when
        TreeMap<String, Policies.Entry> policies = fold(new Policies(), log);

        // then
        assertThat(policies.get("aa").position()).isEqualTo(2);
        assertThat(policies.get("aa").activations()).isEqualTo(2);
        assertThat(policies.get("bb").position()).isEqualTo(1);
        assertThat(policies.get(Policies.REJECTED).errors()).isEqualTo(errors);
    }

    @Test
    void theFirstSightingOfAModelVersionCounts() {
        // given
        List<Recorded> log = stream(
                "model/big",
                new ModelVersionSeen("big", "2026-10", new TaskId("a")),
                new ModelVersionSeen("big", "2026-10", new TaskId("b")));

        // then
        assertThat(fold(new ModelVersions(), log).values())
                .containsExactly(new ModelVersions.Version("big", "2026-10", START, new TaskId("a"), 0));
    }

    private static List<Recorded> decided(String task, Event decision) {
        return task(task, new OutputHeld(HUMAN, HoldReason.GATE), decision);
    }

    private static <K extends dev.chancery.contracts.Id, S> Fold<Step, String, S> byName(Fold<Step, K, S> fold) {
        return new Fold<>() {
            @Override
            public String name() {
                return fold.name();
            }

            @Override
            public int version() {
                return fold.version();
            }

            @Override
            public List<String> keys(Step step) {
                return fold.keys(step).stream().map(K::value).toList();
            }

            @Override
            public S apply(String key, S before, Step step) {
                return fold.apply(fold.keys(step).getFirst(), before, step);
            }
        };
    }
}
