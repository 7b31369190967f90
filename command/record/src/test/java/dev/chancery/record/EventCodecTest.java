package dev.chancery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.CallRate;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.ConstraintResult;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.LimitMeans;
import dev.chancery.contracts.fact.NetworkUse;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.contracts.fact.VerdictDecision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
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
            "task.opened prompt",
            "task.abandoned lastAttempt",
            "task.abandoned spent",
            "task.output-delivered bytes",
            "task.delivery-failed bytes",
            "task.review-timed shown",
            "task.review-timed dwellMillis",
            "task.output-reviewed better",
            "export.requested scope",
            "export.requested kind",
            "export.requested period",
            "export.requested occasion",
            "log.restored checkpoint",
            "sandbox.opened limits",
            "sandbox.closed exit",
            "sandbox.closed unseen",
            "ai-system.impact-assessed dataProtection",
            "rules.adopted replaces",
            "bias.finding-closed check",
            "incident.alteration-announced action");

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
    void keepsWhatAProviderCountedApart() {
        // given
        TaskEvent.JudgeAnswered event = new TaskEvent.JudgeAnswered(
                "cloud/judge",
                "judge-7",
                new Usage(
                        390,
                        80,
                        false,
                        new UsageDetails(300, 20, 0, 0, 0, 12, new Micros(41, Currency.getInstance("USD")))),
                new Micros(21, Currency.getInstance("USD")),
                1204);
        EventCodec codec = new EventCodec();
        // when
        byte[] written = codec.encode(event);
        // then
        assertThat(codec.decode("task.judge-answered", 1, written)).isEqualTo(event);
        assertThat(new String(written, StandardCharsets.UTF_8)).contains("\"cacheReadTokens\":300");
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
    void keepsWhatAMoveOfAGateRestedUpon() {
        // given
        GateConduct conduct = new GateConduct(
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-11-20T00:00:00Z"),
                100,
                2,
                3,
                0,
                0,
                98,
                new Micros(9_800, Currency.getInstance("USD")),
                0,
                0);
        WorkflowEvent lowered = new WorkflowEvent.GateTransitioned(
                new WorkflowId("support"),
                Gate.AUTONOMOUS,
                Gate.HUMAN_IN_THE_LOOP,
                WorkflowEvent.GateTransitioned.BY_ITSELF,
                "too many",
                new GateEvidence(4, 1, 0.05),
                conduct,
                new PolicyVersion("ab"),
                new Drift(Drift.Metric.CHANGED, "1101", 77));
        WorkflowEvent refused = new WorkflowEvent.GateTransitionRefused(
                new WorkflowId("support"),
                Gate.HUMAN_IN_THE_LOOP,
                Gate.AUTONOMOUS,
                "ada",
                "Too few.",
                new GateEvidence(4, 1, 0.05),
                "ready",
                conduct,
                new PolicyVersion("ab"));
        // when
        byte[] written = codec.encode(lowered);
        // then
        assertThat(new String(written, StandardCharsets.UTF_8))
                .endsWith(
                        "\"conduct\":{\"since\":\"2026-11-01T00:00:00.000000Z\",\"until\":\"2026-11-20T00:00:00.000000Z\","
                                + "\"tasks\":100,\"failed\":2,\"escalated\":3,\"verdicts\":0,\"verdictsFailed\":0,\"paid\":98,"
                                + "\"cost\":{\"amount\":9800,\"currency\":\"USD\"},\"compared\":0,\"agreed\":0},\"policy\":\"ab\","
                                + "\"drift\":{\"metric\":\"CHANGED\",\"observations\":\"1101\",\"position\":77}}");
        assertThat(codec.decode("workflow.gate-transitioned", 1, written)).isEqualTo(lowered);
        assertThat(codec.decode("workflow.gate-transition-refused", 1, codec.encode(refused)))
                .isEqualTo(refused);
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
    void keepsWhatASandboxMayReachAndWhatItAskedFor() {
        // given
        SandboxEvent.SandboxOpened opened = new SandboxEvent.SandboxOpened(
                new PolicyVersion("ab"),
                "files",
                List.of("files"),
                Confinement.BUBBLEWRAP,
                LimitMeans.RESOURCE_LIMITS,
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of("api.example.com:443"));
        SandboxEvent.SandboxClosed closed = new SandboxEvent.SandboxClosed(
                Confinement.BUBBLEWRAP,
                SandboxEnd.CLOSED,
                0,
                412,
                List.of(),
                0,
                null,
                new NetworkUse(
                        List.of(
                                new NetworkUse.HostUse("api.example.com", 443, 2, 0, 1, 1_234, 56_789_012_345L),
                                new NetworkUse.HostUse("elsewhere.example.com", 80, 0, 3, 0, 0, 0)),
                        7));
        // when
        byte[] intent = codec.encode(opened);
        byte[] outcome = codec.encode(closed);
        // then
        assertThat(new String(intent, StandardCharsets.UTF_8)).endsWith(",\"network\":[\"api.example.com:443\"]}");
        assertThat(codec.decode("sandbox.opened", 1, intent)).isEqualTo(opened);
        assertThat(new String(outcome, StandardCharsets.UTF_8))
                .endsWith(
                        ",\"network\":{\"hosts\":[{\"host\":\"api.example.com\",\"port\":443,\"connections\":2,\"refused\":0,"
                                + "\"failed\":1,\"sent\":1234,\"received\":56789012345},{\"host\":\"elsewhere.example.com\","
                                + "\"port\":80,\"connections\":0,\"refused\":3,\"failed\":0,\"sent\":0,\"received\":0}],\"leftOut\":7}}");
        assertThat(codec.decode("sandbox.closed", 1, outcome)).isEqualTo(closed);
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
