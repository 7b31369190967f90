package dev.chancery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.CallRate;
import dev.chancery.contracts.fact.ConstraintResult;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.fact.VerdictDecision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class EventCodecTest {

    private static final List<String> OPTIONAL = List.of(
            "task.opened subject",
            "task.abandoned lastAttempt",
            "task.abandoned spent",
            "task.output-delivered bytes",
            "task.delivery-failed bytes",
            "export.requested scope",
            "log.restored checkpoint");

    private final EventCodec codec = new EventCodec();

    @Test
    void namesEveryEventOnce() {
        assertThat(Names.ALL.keySet().stream().<Object>map(t -> t))
                .containsExactlyInAnyOrderElementsOf(records(Event.class));
        assertThat(Names.ALL.values().stream().map(StoredName::name)).doesNotHaveDuplicates();
        assertThat(Samples.events().stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(records(Event.class));
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesEveryEventAsItsGoldenFileSays(Event event) throws IOException {
        // given
        StoredName name = codec.nameOf(event);
        // when
        byte[] written = codec.encode(event);
        // then
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(new String(golden(name, written), StandardCharsets.UTF_8));
        assertThat(codec.decode(name.name(), name.revision(), written)).isEqualTo(event);
    }

    @Test
    void readsEveryRevisionThatWasEverWritten() throws IOException {
        for (StoredName latest : Names.ALL.values()) {
            for (int revision = 1; revision <= latest.revision(); revision++) {
                byte[] golden = golden(new StoredName(latest.name(), revision), new byte[0]);
                assertThat(codec.decode(latest.name(), revision, golden)).isNotNull();
            }
        }
    }

    @Test
    void writesEveryRefusalUnderItsCode() {
        assertThat(Samples.refusals().stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(records(Refusal.class));
        for (Refusal refusal : Samples.refusals()) {
            // given
            Event event = new TaskEvent.TaskRefused(refusal, List.of());
            // when
            byte[] written = codec.encode(event);
            // then
            assertThat(new String(written, StandardCharsets.UTF_8))
                    .startsWith("{\"refusal\":{\"code\":\"" + refusal.code() + "\"");
            assertThat(codec.decode("task.refused", 1, written)).isEqualTo(event);
        }
    }

    @Test
    void refusesWhatANewerVersionWrote() {
        assertThatThrownBy(() -> codec.decode("task.dreamt", 1, utf8("{}")))
                .isInstanceOf(UnreadableEvent.class)
                .hasMessageContaining("task.dreamt");
        assertThatThrownBy(() -> codec.decode("task.failed", 2, utf8("{}")))
                .isInstanceOf(UnreadableEvent.class)
                .hasMessageContaining("revision 2");
    }

    @Test
    void refusesJsonOfAnotherShape() {
        for (String payload : List.of("", "null", "[]", "{\"gate\":\"OPEN\"}", "{\"gate\":", "{} {}", "\u0000")) {
            assertThatThrownBy(() -> codec.decode("task.output-released", 1, utf8(payload)))
                    .as(payload)
                    .isInstanceOf(UnreadableEvent.class);
        }
        assertThatThrownBy(() -> codec.decode("model.version-seen", 1, utf8("{\"firstTask\":\"with space\"}")))
                .isInstanceOf(UnreadableEvent.class);
        assertThatThrownBy(() -> codec.decode("task.routing-decided", 1, utf8("{\"candidates\":null}")))
                .isInstanceOf(UnreadableEvent.class);
    }

    @Test
    void refusesAnEventWithoutAMemberThatItMustHave() {
        for (Event event : Samples.events()) {
            StoredName name = codec.nameOf(event);
            ObjectNode whole = (ObjectNode) RecordJson.mapper().readTree(codec.encode(event));
            for (String member : List.copyOf(whole.propertyNames())) {
                boolean optional = OPTIONAL.contains(name.name() + " " + member);
                for (ObjectNode broken : List.of(
                        whole.deepCopy().without(member), whole.deepCopy().putNull(member))) {
                    byte[] payload = RecordJson.mapper().writeValueAsBytes(broken);
                    ThrowingCallable read = () -> codec.decode(name.name(), name.revision(), payload);
                    if (optional) {
                        assertThatCode(read).doesNotThrowAnyException();
                    } else {
                        assertThatThrownBy(read)
                                .as("%s without %s", name, member)
                                .isInstanceOf(UnreadableEvent.class);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "the process ended before the outcome was recorded, PROCESS_ENDED, UNKNOWN,",
        "the record was away when the task was opened, COMMIT_UNKNOWN, NOTHING,",
        "a fault of Chancery ended the task, FAULT, UNKNOWN,",
        "someone pulled the plug, UNTYPED, UNKNOWN, someone pulled the plug"
    })
    void readsTheWordsOfAnAbandonmentAsItsCause(String words, AbandonCause cause, Sent sent, String kept) {
        // when
        TaskEvent.TaskAbandoned read =
                (TaskEvent.TaskAbandoned) codec.decode("task.abandoned", 1, utf8("{\"reason\":\"" + words + "\"}"));
        // then
        assertThat(read).isEqualTo(new TaskEvent.TaskAbandoned(cause, sent, null, null, kept));
        assertThat(read.reason()).isEqualTo(words);
    }

    @Test
    void refusesAnAbandonmentOfRevisionOneInAnotherShape() {
        for (String payload : List.of("{}", "{\"reason\":null}", "{\"reason\":7}", "[]")) {
            assertThatThrownBy(() -> codec.decode("task.abandoned", 1, utf8(payload)))
                    .as(payload)
                    .isInstanceOf(UnreadableEvent.class);
        }
    }

    @Test
    void readsAReleaseOfTheFirstVersionAndOneThatSaysHowItGoes() {
        // given
        TaskEvent.OutputReleased released = new TaskEvent.OutputReleased(Gate.AUTONOMOUS, Handover.STREAMED);
        // when
        byte[] written = codec.encode(released);
        // then
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("{\"gate\":\"AUTONOMOUS\",\"handover\":\"STREAMED\"}");
        assertThat(codec.decode("task.output-released", 1, written)).isEqualTo(released);
        assertThat(codec.decode("task.output-released", 1, utf8("{\"gate\":\"AUTONOMOUS\"}")))
                .isEqualTo(new TaskEvent.OutputReleased(Gate.AUTONOMOUS, null));
    }

    @Test
    void keepsWhatAVerdictWasDecidedFrom() {
        // given
        TaskEvent.JudgeVerdictRecorded verdict = new TaskEvent.JudgeVerdictRecorded(
                "good",
                7,
                "cloud/judge@judge-2026-10",
                List.of(new DimensionScore("tone", false, "Curt.", 2)),
                false,
                new Judgement("ab".repeat(32), 1, VerdictDecision.REVISE, null));
        // when
        byte[] written = codec.encode(verdict);
        // then
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"rubric\":\"good\",\"rubricVersion\":7,\"judge\":\"cloud/judge@judge-2026-10\",\"scores\":"
                                + "[{\"dimension\":\"tone\",\"passed\":false,\"reason\":\"Curt.\",\"score\":2}],\"passed\":false,\"judgement\":"
                                + "{\"rubricDigest\":\"" + "ab".repeat(32)
                                + "\",\"round\":1,\"decision\":\"REVISE\"}}");
        assertThat(codec.decode("task.judge-verdict-recorded", 1, written)).isEqualTo(verdict);
    }

    @Test
    void keepsWhatADecisionAboutAToolCallLookedAt() {
        // given
        ToolEvent.ToolCallRequested requested = new ToolEvent.ToolCallRequested(
                "crm",
                "find",
                "ef".repeat(32),
                new ToolFacts(
                        Instant.parse("2026-11-05T10:00:00.000120Z"),
                        new ToolPin("ab", false, true),
                        List.of(
                                new ConstraintResult("cel/1:0123456789abcdef", null),
                                new ConstraintResult("json-schema-part/1:0123456789abcdef", "/required")),
                        List.of(new CallRate("crm/*", 1, 2))));
        // when
        byte[] written = codec.encode(requested);
        // then
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("{\"server\":\"crm\",\"tool\":\"find\",\"argumentsDigest\":\"" + "ef".repeat(32)
                        + "\",\"facts\":{\"at\":\"2026-11-05T10:00:00.000120Z\",\"pin\":{\"digest\":\"ab\",\"changed\":false,\"readOnly\":true},\"constraints\":["
                        + "{\"constraint\":\"cel/1:0123456789abcdef\"},"
                        + "{\"constraint\":\"json-schema-part/1:0123456789abcdef\",\"broken\":\"/required\"}],"
                        + "\"rates\":[{\"grant\":\"crm/*\",\"lastMinute\":1,\"lastHour\":2}]}}");
        assertThat(codec.decode("tool.call-requested", 1, written)).isEqualTo(requested);
    }

    @Test
    void readsAnOldRevisionThroughEveryUpcast() {
        // given
        Map<Class<? extends Event>, StoredName> names = new LinkedHashMap<>();
        names.put(TaskEvent.TaskFailed.class, new StoredName("task.failed", 3));
        EventCodec later = new EventCodec(
                names,
                List.of(
                        new Upcast(
                                "task.failed",
                                1,
                                json -> json.put("why", json.remove("text").asString())),
                        new Upcast(
                                "task.failed",
                                2,
                                json -> json.put("reason", json.remove("why").asString() + "!"))));
        // when
        Event event = later.decode("task.failed", 1, utf8("{\"text\":\"broken\"}"));
        // then
        assertThat(event).isEqualTo(new TaskEvent.TaskFailed("broken!"));
        assertThat(later.decode("task.failed", 2, utf8("{\"why\":\"broken\"}"))).isEqualTo(event);
        assertThat(later.decode("task.failed", 3, later.encode(event))).isEqualTo(event);
    }

    static Stream<Event> events() {
        return Samples.events().stream();
    }

    private static byte[] golden(StoredName name, byte[] written) throws IOException {
        String file = "/golden/" + name.name() + "." + name.revision() + ".json";
        try (InputStream in = EventCodecTest.class.getResourceAsStream(file)) {
            if (in == null) {
                return fail("%s is missing; it would hold:%n%s", file, new String(written, StandardCharsets.UTF_8));
            }
            return in.readAllBytes();
        }
    }

    private static List<Class<?>> records(Class<?> type) {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            found.addAll(permitted.isRecord() ? List.of(permitted) : records(permitted));
        }
        return found;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
