package dev.chancery.app.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ContentScope.Kind;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.IncidentLinks.LinkedModel;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.EvidenceToHoldView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WhenAnIncidentOpensThenHoldTest {

    private static final IncidentLinks LINKS = new IncidentLinks(
            List.of("cv"),
            List.of(new TaskId("t")),
            List.of(new WorkflowId("work")),
            List.of(new LinkedModel("home/a", "a-1")));
    private static final List<ContentScope> SCOPES = List.of(
            new ContentScope(Kind.WORKFLOW, "work"),
            new ContentScope(Kind.TASK, "t"),
            new ContentScope(Kind.WORKFLOW, "screening"),
            new ContentScope(Kind.AGENT, "clerk"),
            new ContentScope(Kind.WORKFLOW, "triage"));

    private final BlockingQueue<Command> sent = new LinkedBlockingQueue<>();

    /** A process that opened an incident and died before it held anything: the record has the incident alone. */
    @Test
    void holdsWhatADeadProcessLeft() throws Exception {
        try (WhenAnIncidentOpensThenHold follower = follower(sent::add)) {
            // when
            follower.start(Duration.ofMillis(5));

            // then
            assertThat(holds()).containsExactlyElementsOf(SCOPES);
        }
    }

    @Test
    void triesAgainWhatTheRecordDidNotTakeAndHoldsNothingTwice() throws Exception {
        // given a record that is away for the first hold
        AtomicBoolean away = new AtomicBoolean(true);
        try (WhenAnIncidentOpensThenHold follower = follower(command -> {
            if (away.getAndSet(false)) {
                throw new RecordUnavailable("no disk", null);
            }
            sent.add(command);
        })) {
            // when
            follower.start(Duration.ofMillis(5));

            // then
            assertThat(holds()).containsExactlyElementsOf(SCOPES);
            assertThat(sent.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    private List<ContentScope> holds() throws InterruptedException {
        List<ContentScope> held = new ArrayList<>();
        for (int n = 0; n < SCOPES.size(); n++) {
            PlaceHold place = (PlaceHold) sent.poll(20, TimeUnit.SECONDS);
            assertThat(place).isNotNull();
            assertThat(place.hold()).isEqualTo(HoldCommand.ofIncident("i", place.scope()));
            assertThat(HoldCommand.incidentOf(place.hold())).contains("i");
            held.add(place.scope());
        }
        return held;
    }

    private static WhenAnIncidentOpensThenHold follower(Consumer<Command> send) {
        return new WhenAnIncidentOpensThenHold(
                Nodes.ALONE,
                new NoLog(),
                () -> List.of(new EvidenceToHoldView.Open("i", LINKS)),
                new WhenAnIncidentOpensThenHold.Parts() {
                    @Override
                    public List<ContentScope> ofSystem(String system) {
                        return List.of(SCOPES.get(2), SCOPES.get(3));
                    }

                    @Override
                    public List<WorkflowId> ofModel(String deployment) {
                        return List.of(new WorkflowId("triage"));
                    }
                },
                send);
    }

    /** The views say which incidents are open. */
    private static final class NoLog implements EventLog {
        @Override
        public long size() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Recorded decode(StoredEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            throw new UnsupportedOperationException();
        }
    }
}
