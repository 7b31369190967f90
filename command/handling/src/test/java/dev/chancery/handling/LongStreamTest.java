package dev.chancery.handling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.ReinstateAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.command.BudgetCommand.ReportBudgetExhausted;
import dev.chancery.contracts.command.BudgetCommand.ReportBudgetSpent;
import dev.chancery.contracts.command.BudgetCommand.SetBudgetCap;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.PolicyCommand.ActivatePolicy;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What loading a long stream costs is counted in events read. */
class LongStreamTest {

    private static final int LONG = 2_000;

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void readsNoMoreOfALongStreamThanOfAShortOne() {
        // given
        office.send(new RegisterAgent(Office.CLERK, "o", "p", null, null));
        for (int i = 0; i < LONG; i += 2) {
            office.send(new SuspendAgent(Office.CLERK, "r" + i));
            office.send(new ReinstateAgent(Office.CLERK, "r" + i));
        }
        // when
        office.record.reads();
        office.send(new SuspendAgent(Office.CLERK, "cached"));
        int cached = office.record.reads();
        int restarted;
        try (Office after = new Office(office.record)) {
            after.send(new SuspendAgent(Office.CLERK, "no news"));
            restarted = office.record.reads();
        }
        // then
        assertThat(office.events(new SuspendAgent(Office.CLERK, ""))).hasSize(LONG + 2);
        assertThat(cached).isZero();
        assertThat(restarted).isLessThanOrEqualTo(Aggregates.EVENTS_BETWEEN_SNAPSHOTS);
    }

    @Test
    void aSummaryTellsAllThatTheStreamTells() {
        // given
        List<Command> history = List.of(
                new RegisterAgent(Office.CLERK, "o", "p", null, null),
                new RegisterAgent(Office.CLERK, "other", "p", null, null),
                new IssueAgentKey(Office.CLERK, "open", "5e".repeat(32)),
                new IssueAgentKey(Office.CLERK, "shut", "5f".repeat(32)),
                new RevokeAgentKey(Office.CLERK, "shut", "r"),
                new SuspendAgent(Office.CLERK, "r"),
                new SetBudgetCap(BudgetScope.Kind.AGENT_DAY, "clerk", cap(1)),
                new SetBudgetCap(BudgetScope.Kind.AGENT_DAY, "clerk", cap(2)),
                exhausted("2026-11-20"),
                exhausted("2026-11-21"),
                spent("2026-11-20", 5),
                spent("2026-11-21", 8),
                new ActivatePolicy(new PolicyVersion("v1"), "{}"),
                new ActivatePolicy(new PolicyVersion("v2"), "{}"),
                new RegisterWorkflow(new WorkflowId("work"), "Work", Gate.SHADOW));
        history.forEach(office::send);
        for (int i = 0; i < Aggregates.EVENTS_BETWEEN_SNAPSHOTS; i++) {
            office.send(new SetBudgetCap(BudgetScope.Kind.AGENT_DAY, "clerk", cap(3 + i)));
            office.send(new ReinstateAgent(Office.CLERK, "r"));
            office.send(new SuspendAgent(Office.CLERK, "r"));
            office.send(new ActivatePolicy(new PolicyVersion("v" + i), "{}"));
        }
        office.send(exhausted("2026-11-22"));
        // what changes nothing, because the aggregates know their state
        List<Command> idle = List.of(
                new RegisterAgent(Office.CLERK, "other", "p", null, null),
                new RevokeAgentKey(Office.CLERK, "shut", "r"),
                new SuspendAgent(Office.CLERK, "r"),
                new SetBudgetCap(BudgetScope.Kind.AGENT_DAY, "clerk", cap(2 + Aggregates.EVENTS_BETWEEN_SNAPSHOTS)),
                exhausted("2026-11-22"),
                spent("2026-11-20", 5),
                spent("2026-11-21", 8),
                new ActivatePolicy(new PolicyVersion("v" + (Aggregates.EVENTS_BETWEEN_SNAPSHOTS - 1)), "{}"),
                new RegisterWorkflow(new WorkflowId("work"), "Work", Gate.SHADOW));
        long size = office.record.size();
        // when
        try (Office after = new Office(office.record)) {
            idle.forEach(after::send);
            // then
            assertThat(office.record.size()).isEqualTo(size);
            after.send(new RevokeAgentKey(Office.CLERK, "open", "r"));
            assertThat(office.record.size()).isEqualTo(size + 1);
        }
        office.record.dropSnapshots();
        try (Office whole = new Office(office.record)) {
            idle.forEach(whole::send);
            assertThat(office.record.size()).isEqualTo(size + 1);
        }
    }

    private static ReportBudgetExhausted exhausted(String day) {
        return new ReportBudgetExhausted(
                BudgetScope.Kind.AGENT_DAY,
                "clerk",
                new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/" + day),
                cap(9),
                cap(0),
                new TaskId("t"));
    }

    private static ReportBudgetSpent spent(String day, long micros) {
        BudgetScope scope = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/" + day);
        return new ReportBudgetSpent(scope.kind(), "clerk", scope, cap(9), cap(micros));
    }

    private static Micros cap(long micros) {
        return Office.usd(micros);
    }
}
