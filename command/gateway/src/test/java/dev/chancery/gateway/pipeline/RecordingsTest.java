package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.SessionVaults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RecordingsTest {

    private static final TaskId TASK = new TaskId("t");
    private static final Content REQUEST = content("request", "{}");
    private static final Content ANSWER = content("answer", "Yes.");
    private static final Content EDITED = content("edited", "No.");

    private final List<TaskEvent> events = new ArrayList<>();
    private final Map<String, Content> contents = new TreeMap<>();
    private final Recordings recordings = new Recordings(new OneStream(), new Kept());
    private final Privacy privacy = new Privacy(
            new PersonalDataScanner(new TreeMap<>(), PrivacySettings.DEFAULT.phoneRegions()),
            new SessionVaults(PrivacySettings.DEFAULT).once());

    private static Content content(String id, String text) {
        return Content.of(new ContentId(id), new byte[Content.SALT_BYTES], text);
    }

    private Optional<Outcome> ended(TaskEvent... with) {
        events.clear();
        events.add(new TaskOpened(
                TASK,
                TaskKind.INFERENCE,
                new AgentId("clerk"),
                new WorkflowId("work"),
                new SessionId("s"),
                null,
                REQUEST.ref(),
                new PolicyVersion("0".repeat(64))));
        events.addAll(List.of(with));
        List.of(REQUEST, ANSWER, EDITED)
                .forEach(c -> contents.put(c.ref().content().value(), c));
        return recordings.of(TASK, REQUEST, privacy);
    }

    private static InferenceCompleted completed() {
        return new InferenceCompleted(
                "m",
                "m-1",
                new Usage(1, 1, false),
                new Micros(5, Currency.getInstance("USD")),
                1,
                "stop",
                ANSWER.ref());
    }

    private static String words(Optional<Outcome> outcome) {
        return ((Outcome.Answered) outcome.orElseThrow()).reply().text();
    }

    @Test
    void knowsNothingOfATaskThatNeverWas() {
        assertThat(recordings.of(TASK, REQUEST, privacy)).isEmpty();
    }

    @Test
    void answersAsTheRecordSays() {
        Refusal refusal = new Refusal.InputRejected("no");
        OutputHeld held = new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);
        assertThat(words(ended(completed(), new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE))))
                .isEqualTo("Yes.");
        assertThat(words(ended(completed(), held, new OutputApproved("ada", "good"))))
                .isEqualTo("Yes.");
        assertThat(words(ended(completed(), held, new OutputEdited("ada", "better", EDITED.ref()))))
                .isEqualTo("No.");
        assertThat(words(ended(
                        completed(),
                        new OutputSampled(1),
                        new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE),
                        new ReviewTimed("ada", null, null),
                        new OutputReviewed("ada", Finding.OTHERWISE, "better", EDITED.ref()))))
                .as("what people think of it afterwards changes nothing")
                .isEqualTo("Yes.");
        assertThat(ended(new TaskRefused(refusal, List.of()))).contains(new Outcome.Refused(TASK, 1, refusal));
        assertThat(ended(new TaskFailed("silence"))).contains(new Outcome.Failed(TASK, 1, "silence"));
        assertThat(ended(new TaskAbandoned(AbandonCause.UNTYPED, Sent.UNKNOWN, null, null, "gone")))
                .contains(new Outcome.Failed(TASK, 1, "gone"));
        for (TaskEvent last : List.of(held, new OutputRejected("ada", "bad"))) {
            assertThat(ended(completed(), held, last))
                    .hasValueSatisfying(
                            o -> assertThat(((Outcome.Withheld) o).state()).isEqualTo(Delivery.HELD));
        }
        assertThat(ended(completed(), new OutputShadowed(Gate.SHADOW)))
                .hasValueSatisfying(
                        o -> assertThat(((Outcome.Withheld) o).state()).isEqualTo(Delivery.SHADOWED));
    }

    @Test
    void saysThatAnActIsUnderWay() {
        assertThatThrownBy(this::ended).isInstanceOf(Recordings.StillRunning.class);
    }

    @Test
    void refusesAnotherRequestAndOneWhoseContentIsGone() {
        // given
        ended(new TaskFailed("silence"));
        // then
        assertThatThrownBy(() -> recordings.of(TASK, content("other", "{\"other\":1}"), privacy))
                .isInstanceOf(Recordings.KeyReused.class);
        contents.clear();
        assertThatThrownBy(() -> recordings.of(TASK, REQUEST, privacy)).isInstanceOf(Recordings.KeyReused.class);
    }

    private final class Kept implements ContentStore {
        @Override
        public Optional<Content> find(ContentId id) {
            return Optional.ofNullable(contents.get(id.value()));
        }
    }

    /** A log of nothing but the task. */
    private final class OneStream implements EventLog {
        @Override
        public long size() {
            return events.size();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            throw new UnsupportedOperationException("Only the stream is read");
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            List<StoredEvent> stored = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                stored.add(new StoredEvent(i, "e-" + i, stream, i, "name", 1, Instant.EPOCH, new byte[0], new byte[0]));
            }
            return stored;
        }

        @Override
        public Recorded decode(StoredEvent e) {
            return new Recorded(e.position(), e.id(), e.stream(), e.sequence(), e.at(), events.get((int) e.position()));
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            throw new UnsupportedOperationException("Nobody follows here");
        }
    }
}
