package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.gateway.privacy.CapsuleRefused;
import dev.chancery.gateway.privacy.CapsuleSettings;
import dev.chancery.gateway.privacy.Capsules;
import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.SessionVaults;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RetrievalTest {

    private static final TaskId TASK = new TaskId("t");
    private static final AgentId CLERK = new AgentId("clerk");
    private static final ContentRef ANSWER = new ContentRef(new ContentId("a"), "00", 1);

    private final Privacy privacy = new Privacy(
            new PersonalDataScanner(new TreeMap<>(), PrivacySettings.DEFAULT.phoneRegions()),
            new SessionVaults(PrivacySettings.DEFAULT).once());
    private final Capsules capsules = new Capsules(
            new byte[32],
            List.of(),
            new CapsuleSettings(Duration.ofDays(1), 10_000, null, List.of()),
            InstantSource.fixed(Instant.EPOCH));
    private final List<TaskEvent> events = new ArrayList<>();
    private final Retrieval retrieval = new Retrieval(capsules, new OneStream());

    private String sealed() {
        privacy.redaction().sanitise("I am ann@example.org");
        privacy.screening().sanitise("[EMAIL_ADDRESS_1] and bob@example.org");
        return capsules.seal(TASK, CLERK, privacy.values()).orElseThrow().capsule();
    }

    private void ended(String finishReason, TaskEvent... then) {
        events.add(new InferenceCompleted(
                "m",
                "m-1",
                new Usage(1, 1, false),
                new Micros(5, Currency.getInstance("USD")),
                1,
                finishReason,
                ANSWER));
        events.add(new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE));
        events.addAll(List.of(then));
    }

    @Test
    void putsTheValuesOfTheRequestAndOfTheAnswerBack() {
        // given
        ended("stop", new OutputApproved("ada", "good"));

        // then
        assertThat(retrieval
                        .open(TASK, CLERK, sealed())
                        .apply("[EMAIL_ADDRESS_1], [EMAIL_ADDRESS_2], [EMAIL_ADDRESS_3]"))
                .isEqualTo("ann@example.org, bob@example.org, [EMAIL_ADDRESS_3]");
    }

    @Test
    void restoresTheArgumentsOfToolCallsAsJson() {
        // given
        ended("tool_calls", new OutputApproved("ada", "good"));

        // when
        JsonNode output = JsonMapper.shared()
                .readTree(retrieval
                        .open(TASK, CLERK, sealed())
                        .apply("{\"content\":\"To [EMAIL_ADDRESS_1]\",\"tool_calls\":[{\"id\":\"c\",\"name\":\"mail\","
                                + "\"arguments\":\"{\\\"to\\\":\\\"[EMAIL_ADDRESS_2]\\\"}\"}]}"));

        // then
        assertThat(output.path("content").asString()).isEqualTo("To ann@example.org");
        assertThat(output.path("tool_calls").path(0).path("arguments").asString())
                .isEqualTo("{\"to\":\"bob@example.org\"}");
    }

    @Test
    void takesWhatAPersonWroteForPlainText() {
        // given
        ended("tool_calls", new OutputEdited("ada", "better", ANSWER));

        // then
        assertThat(retrieval.open(TASK, CLERK, sealed()).apply("{No JSON, [EMAIL_ADDRESS_1]"))
                .isEqualTo("{No JSON, ann@example.org");
    }

    @Test
    void refusesACapsuleBeforeAnythingIsRead() {
        assertThatThrownBy(() -> retrieval.open(TASK, CLERK, "c1.AAAA")).isInstanceOf(CapsuleRefused.class);
    }

    private final class OneStream implements EventLog {
        @Override
        public long size() {
            return events.size();
        }

        @Override
        public List<StoredEvent> read(long from, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredEvent> readStream(String stream) {
            assertThat(stream).isEqualTo("task/t");
            List<StoredEvent> stored = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                stored.add(new StoredEvent(i, "e-" + i, stream, i, "n", 1, Instant.EPOCH, new byte[0], new byte[0]));
            }
            return stored;
        }

        @Override
        public Recorded decode(StoredEvent event) {
            return new Recorded(
                    event.position(), event.id(), event.stream(), event.sequence(), event.at(), events.get((int)
                            event.sequence()));
        }

        @Override
        public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
            throw new UnsupportedOperationException();
        }
    }
}
