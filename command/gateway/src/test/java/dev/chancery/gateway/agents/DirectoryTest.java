package dev.chancery.gateway.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.AgentCommand;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentKeyRevoked;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.AgentEvent.AgentReinstated;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchReset;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.gateway.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DirectoryTest {

    private static final AgentId CLERK = new AgentId("clerk");
    private static final WorkflowId DESK = new WorkflowId("desk");
    private static final String AGENT = AgentCommand.stream(CLERK);
    private static final String WORKFLOW = "workflow/desk";
    private static final List<String> STREAMS = List.of(AGENT, WORKFLOW);
    private static final String REVOKED = "a key of before";
    private static final String KEY = "a key";

    private final MemoryLog log = new MemoryLog();

    @Test
    void aNewPolicyBringsNothingBackThatIsOver() {
        // given an agent that was suspended once, a key that was revoked and a gate that was lowered
        log.commit(AGENT, pastOfTheClerk());
        log.commit(WORKFLOW, lowered());
        Directory directory = new Directory(log, STREAMS);
        UnderWay underWay = UnderWay.of(directory);
        List<String> seen = watched(directory);

        // when
        try (UnderWay.Call call = underWay.begin(CLERK, DESK)) {
            directory.know(STREAMS);

            // then
            assertThat(call.stopped()).isNull();
            assertThat(Thread.interrupted()).isFalse();
        }
        assertThat(seen).isEmpty();
        assertThat(directory.agentOf(KEY)).contains(CLERK);
        assertThat(directory.gate(DESK)).isEqualTo(Gate.HUMAN_IN_THE_LOOP);
    }

    @Test
    void nobodySeesWhatAStreamWasThatANewPolicyNames() {
        // given streams that were followed, and that no policy named
        Directory directory = new Directory(log, List.of());
        UnderWay underWay = UnderWay.of(directory);
        log.append(AGENT, pastOfTheClerk());
        log.append(WORKFLOW, lowered());
        List<String> seen = watched(directory);

        // when
        try (UnderWay.Call call = underWay.begin(CLERK, DESK)) {
            directory.know(STREAMS);

            // then
            assertThat(call.stopped()).isNull();
        }
        assertThat(seen).isEmpty();
        assertThat(directory.agentOf(KEY)).contains(CLERK);
    }

    @Test
    void whatWasReadIsNotTakenAgainByWhoFollows() {
        // given what was committed and not yet followed
        Directory directory = new Directory(log, List.of());
        UnderWay underWay = UnderWay.of(directory);
        log.commit(AGENT, pastOfTheClerk());
        directory.know(STREAMS);

        // when
        try (UnderWay.Call call = underWay.begin(CLERK, DESK)) {
            log.tell();

            // then
            assertThat(call.stopped()).isNull();
        }

        // when
        log.append(AGENT, new AgentSuspended(CLERK, "again"));

        // then
        assertThat(directory.stopped(CLERK, DESK)).isNotNull();
    }

    @Test
    void breaksOffTheCallsOfAnAgentThatIsFoundSuspended() {
        // given
        log.commit(AGENT, new AgentSuspended(CLERK, "by its owner"));
        Directory directory = new Directory(log, List.of());
        UnderWay underWay = UnderWay.of(directory);

        // when
        try (UnderWay.Call call = underWay.begin(CLERK, DESK)) {
            directory.know(STREAMS);

            // then
            assertThat(call.stopped()).isNotNull();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void readsAgainWhatItCouldNotReadToTheEnd() {
        // given
        log.commit(AGENT, pastOfTheClerk());
        log.commit(WORKFLOW, lowered());
        Directory directory = new Directory(log, List.of());
        AtomicInteger reads = new AtomicInteger();
        log.whileRead = () -> {
            if (reads.incrementAndGet() == 8) {
                throw new RecordUnavailable("The store is away", new IllegalStateException("stopped"));
            }
        };

        // when
        assertThatThrownBy(() -> directory.know(STREAMS)).isInstanceOf(RecordUnavailable.class);

        // then
        assertThat(directory.agentOf(KEY)).isEmpty();
        directory.know(STREAMS);
        assertThat(directory.agentOf(KEY)).contains(CLERK);
        assertThat(directory.gate(DESK)).isEqualTo(Gate.HUMAN_IN_THE_LOOP);
    }

    @Test
    void killSwitchesHoldUntilTheyAreReset() {
        // given
        StopScope desk = new StopScope(StopScope.Kind.WORKFLOW, "desk");
        log.commit(KillSwitchCommand.STREAM, new KillSwitchPulled(desk, "smoke", "ann"));
        Directory directory = new Directory(log, STREAMS);
        assertThat(directory.stopped(CLERK, DESK)).isNotNull();

        // when
        log.append(KillSwitchCommand.STREAM, new KillSwitchReset(desk, "no fire", "ann"));

        // then
        assertThat(directory.stopped(CLERK, DESK)).isNull();
    }

    /** What is seen, while streams are read, of what is over. */
    private List<String> watched(Directory directory) {
        List<String> seen = new ArrayList<>();
        log.whileRead = () -> {
            if (directory.agentOf(REVOKED).isPresent()) {
                seen.add("the revoked key opens");
            }
            if (directory.stopped(CLERK, DESK) != null) {
                seen.add("the reinstated agent is stopped");
            }
            if (directory.gate(DESK) == Gate.AUTONOMOUS) {
                seen.add("the lowered gate is open");
            }
        };
        return seen;
    }

    private static Event[] pastOfTheClerk() {
        return new Event[] {
            new AgentRegistered(CLERK, "desk", "helps", null, null),
            new AgentKeyIssued(CLERK, "one", KeyDigest.of(REVOKED)),
            new AgentKeyIssued(CLERK, "two", KeyDigest.of(KEY)),
            new AgentKeyRevoked(CLERK, "one", "lost"),
            new AgentSuspended(CLERK, "by its owner"),
            new AgentReinstated(CLERK, "by its owner")
        };
    }

    private static Event[] lowered() {
        return new Event[] {
            new WorkflowRegistered(DESK, "answers", Gate.AUTONOMOUS),
            new GateTransitioned(
                    DESK,
                    Gate.AUTONOMOUS,
                    Gate.HUMAN_IN_THE_LOOP,
                    "ann",
                    "errors",
                    new GateEvidence(0, 0, 0),
                    null,
                    null,
                    null)
        };
    }
}
