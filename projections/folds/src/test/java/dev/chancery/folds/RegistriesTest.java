package dev.chancery.folds;

import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.settled;
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
import dev.chancery.contracts.event.BudgetEvent.BudgetThresholdReached;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.PolicyEvent.PolicyRejected;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.GateWatch;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.log.Recorded;
import java.time.Instant;
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
        log.addAll(stream(
                "workflow/triage",
                new GateTransitioned(TRIAGE, Gate.SHADOW, HUMAN, "ann", "try it", NOTHING, null, null, null)));
        log.addAll(decided("b", new OutputApproved("ann", "right")));
        log.addAll(decided("c", new OutputEdited("ann", "tone", Streams.ANSWER)));
        log.addAll(decided("d", new OutputRejected("ann", "wrong")));
        log.addAll(stream(
                "workflow/triage",
                new GateTransitionRefused(
                        TRIAGE, HUMAN, Gate.AUTONOMOUS, "ann", "too few", NOTHING, null, null, null)));

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

    @Test
    void anOpenGateIsWatchedAndAMovedOneBeginsAnew() {
        // given
        List<Recorded> log = new ArrayList<>(
                stream("workflow/triage", new WorkflowRegistered(TRIAGE, "sort questions", Gate.AUTONOMOUS)));
        log.addAll(answered("a", 100, new OutputReleased(Gate.AUTONOMOUS, null)));
        log.addAll(stream("task/a", new OutputReviewed("ann", Finding.OTHERWISE, "tone", Streams.ANSWER)));
        log.addAll(answered("b", 300, new OutputHeld(Gate.AUTONOMOUS, HoldReason.PERSONAL_DATA)));
        log.addAll(stream("task/b", new OutputRejected("ann", "wrong")));
        log.addAll(task("c", new TaskFailed("no candidate answered")));
        log.addAll(task(
                "d",
                new TaskRefused(
                        new Refusal.BudgetExceeded(
                                new BudgetScope(BudgetScope.Kind.AGENT_DAY, "support-bot/2026-11-30"),
                                usd(1),
                                usd(0),
                                usd(1)),
                        List.of())));
        log.addAll(task(
                "e",
                new TaskRefused(
                        new Refusal.BudgetExceeded(new BudgetScope(BudgetScope.Kind.TASK, "e"), usd(1), usd(0), usd(1)),
                        List.of())));
        log.addAll(stream(
                "kill-switch", new KillSwitchPulled(new StopScope(StopScope.Kind.WORKFLOW, "triage"), "odd", "ann")));

        // when
        Workflows.Workflow open = fold(byName(new Workflows()), log).get("triage");
        Instant until = START.plusSeconds(60);
        log.addAll(stream(
                "workflow/triage",
                new GateTransitioned(
                        TRIAGE,
                        Gate.AUTONOMOUS,
                        HUMAN,
                        "ann",
                        "odd",
                        open.evidence(),
                        open.conduct(until),
                        new PolicyVersion("p1"),
                        null)));
        log.addAll(answered("f", 500, new OutputHeld(HUMAN, HoldReason.GATE)));
        Workflows.Workflow closed = fold(byName(new Workflows()), log).get("triage");

        // then
        assertThat(open.conduct(until)).isEqualTo(new GateConduct(START, until, 3, 1, 1, 1, 1, 2, usd(400), 0, 0));
        assertThat(open.evidence().reviewed()).isEqualTo(2);
        assertThat(open.watch()).satisfies(watch -> {
            assertThat(watch.changed()).isEqualTo("1");
            assertThat(watch.errors()).isEqualTo("001");
            assertThat(watch.verdicts()).isEqualTo("1");
            assertThat(watch.costs()).containsExactly(100L, 300L);
            assertThat(watch.budget()).isNotNull();
            assertThat(watch.incident()).isNotNull();
        });
        assertThat(closed.conduct(until)).isEqualTo(new GateConduct(until, until, 1, 0, 1, 1, 1, 1, usd(500), 0, 0));
        assertThat(closed.watch()).isEqualTo(GateWatch.NOTHING);
        assertThat(closed.why()).isEqualTo("odd");
    }

    @Test
    void aTaskCountsWithItsLastVerdictOnly() {
        // given one that was revised and passed, one whose revision did not come, and one that was abandoned
        Event failed = new JudgeVerdictRecorded("r", 1, "judge", List.of(), false, null);
        Event passed = new JudgeVerdictRecorded("r", 1, "judge", List.of(), true, null);
        List<Recorded> log = new ArrayList<>(
                stream("workflow/triage", new WorkflowRegistered(TRIAGE, "sort questions", Gate.AUTONOMOUS)));
        log.addAll(task(
                "revised",
                completed("m", 1),
                failed,
                completed("m", 1),
                passed,
                new OutputReleased(Gate.AUTONOMOUS, null)));
        log.addAll(task("kept", completed("m", 1), failed, new OutputHeld(Gate.AUTONOMOUS, HoldReason.VERDICT)));
        log.addAll(task("cut", completed("m", 1), failed, completed("m", 1)));
        log.addAll(
                task("unjudged", completed("m", 1), failed, completed("m", 1), new OutputHeld(HUMAN, HoldReason.GATE)));

        // when
        Workflows.Workflow triage = fold(byName(new Workflows()), log).get("triage");

        // then
        assertThat(triage.watch().verdicts()).isEqualTo("01");
        assertThat(triage.conduct(START).verdicts()).isEqualTo(2);
        assertThat(triage.conduct(START).verdictsFailed()).isEqualTo(1);
    }

    /** Verdicts of tasks other than {@code a} fail. */
    private static List<Recorded> answered(String id, long cost, Event delivery) {
        List<Event> events = new ArrayList<>(List.of(completed("m", cost)));
        if (!id.equals("a")) {
            events.add(new JudgeVerdictRecorded("r", 1, "deterministic/1", List.of(), false, null));
        }
        events.add(settled(900, cost));
        events.add(delivery);
        return task(id, events.toArray(Event[]::new));
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
                new BudgetThresholdReached(day, usd(100), usd(97), 50),
                new BudgetThresholdReached(day, usd(100), usd(97), 80),
                new BudgetCapSet(BudgetScope.Kind.AGENT_DAY, "support-bot", usd(500)));

        // then
        assertThat(fold(new Budgets(), log).get("budget/agent-day/support-bot"))
                .isEqualTo(new Budgets.Budget(
                        BudgetScope.Kind.AGENT_DAY,
                        "support-bot",
                        usd(500),
                        START.plusSeconds(4),
                        1,
                        day,
                        START.plusSeconds(1),
                        new Budgets.Reached(day, 80, usd(97), usd(100), START.plusSeconds(3))));
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

    @Test
    void whatPeopleDecidedIsCountedByTheNameThatWasAskedForAndTheDeploymentThatAnswered() {
        // given
        List<Recorded> log = new ArrayList<>();
        log.addAll(answered("a", "big", new OutputApproved("ann", "right")));
        log.addAll(answered("b", "big", new OutputEdited("ann", "tone", Streams.ANSWER)));
        log.addAll(answered("c", "small", new OutputRejected("ann", "wrong")));
        log.addAll(decided("d", new OutputApproved("ann", "nobody knows what answered")));

        // then
        assertThat(fold(new ReviewCounts(), log).values())
                .containsExactly(
                        new ReviewCounts.Count("auto", "big", 2, 1), new ReviewCounts.Count("auto", "small", 1, 0));
    }

    private static List<Recorded> answered(String task, String deployment, Event decision) {
        return task(
                task,
                Streams.routed(Streams.candidate(deployment, Tier.WORKER)),
                Streams.completed(deployment, 5),
                new OutputHeld(HUMAN, HoldReason.GATE),
                decision);
    }

    private static List<Recorded> decided(String task, Event decision) {
        return task(task, new OutputHeld(HUMAN, HoldReason.GATE), decision);
    }

    static <K extends dev.chancery.contracts.Id, S> Fold<Step, String, S> byName(Fold<Step, K, S> fold) {
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
