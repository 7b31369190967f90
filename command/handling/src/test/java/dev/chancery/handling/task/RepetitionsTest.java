package dev.chancery.handling.task;

import static dev.chancery.handling.Office.CLERK;
import static dev.chancery.handling.Office.NOON;
import static dev.chancery.handling.Office.WORK;
import static dev.chancery.handling.Office.answered;
import static dev.chancery.handling.Office.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.CallRepeated;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.handling.MemoryRecord;
import dev.chancery.handling.Office;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionsTest {

    private static final Policy POLICY = PolicyDocument.parse(Office.DOCUMENT.replaceFirst(
            "\"currency\"", "\"loops\": {\"repeats\": 2, \"withinSeconds\": 60}, \"currency\""));

    private final Repetitions repetitions = new Repetitions();
    private int named;

    @Test
    void countsTheSameCallInARow() {
        assertThat(call("s", "find", "{\"q\":1}", NOON)).isZero();
        assertThat(call("s", "find", "{\"q\":1}", NOON)).isEqualTo(1);
        assertThat(call("s", "find", "{\"q\":1}", NOON)).isEqualTo(2);
        assertThat(call("other", "find", "{\"q\":1}", NOON)).isZero();
    }

    @Test
    void beginsAnewWithAnotherCall() {
        call("s", "find", "{\"q\":1}", NOON);
        assertThat(call("s", "find", "{\"q\":2}", NOON)).isZero();
        assertThat(call("s", "find", "{\"q\":1}", NOON)).isZero();
        assertThat(call("s", "erase", "{\"q\":1}", NOON)).isZero();
    }

    @Test
    void beginsAnewWithAnotherResult() {
        call("s", "find", "{}", NOON);
        led("s", TaskKind.TOOL_CALL, "pending");
        assertThat(call("s", "find", "{}", NOON)).isEqualTo(1);
        led("s", TaskKind.TOOL_CALL, "pending");
        assertThat(call("s", "find", "{}", NOON)).isEqualTo(2);
        led("s", TaskKind.TOOL_CALL, "done");
        assertThat(call("s", "find", "{}", NOON)).isEqualTo(1);
    }

    @Test
    void beginsAnewWhenItComesLater() {
        call("s", "find", "{}", NOON);
        assertThat(call("s", "find", "{}", NOON.plusSeconds(60))).isEqualTo(1);
        assertThat(call("s", "find", "{}", NOON.plusSeconds(121))).isZero();
    }

    /** Between two calls of a tool an agent asks a model what to do, with ever more of a conversation. */
    @Test
    void looksAtPromptsAndToolsApart() {
        call("s", "find", "{}", NOON);
        assertThat(prompt("s", "one")).isZero();
        assertThat(call("s", "find", "{}", NOON)).isEqualTo(1);
        assertThat(prompt("s", "one and two")).isZero();
        assertThat(prompt("s", "one and two")).isEqualTo(1);
        assertThat(call("s", "find", "{}", NOON)).isEqualTo(2);
    }

    @Test
    void doesNotCountADecisionThatIsTakenAgain() {
        // given
        call("s", "find", "{}", NOON);
        RequestToolCall second = toolCall(new TaskId("again"), "s", "find", "{}", NOON);
        // then
        assertThat(repetitions.before(second, POLICY)).isEqualTo(1);
        assertThat(repetitions.before(second, POLICY)).isEqualTo(1);
    }

    @Test
    void staysBoundedAndKnowsNothingOfRequestsWithoutASession() {
        for (int i = 0; i < 30_000; i++) {
            call("s" + i, "find", "{}", NOON);
        }
        assertThat(repetitions.size()).isEqualTo(20_000);
        Repetitions none = new Repetitions();
        TaskId task = new TaskId("0193a5b0-0000-7000-8000-000000000001");
        none.before(toolCall(task, task.value(), "find", "{}", NOON), POLICY);
        none.before(toolCall(new TaskId("t"), "s", "find", "{}", NOON), Office.POLICY);
        assertThat(none.size()).isZero();
    }

    @Test
    void refusesALoopAndRecordsWhyUntilSomethingElseComes() {
        try (Office office = new Office(new MemoryRecord(), POLICY)) {
            // given
            for (String task : List.of("one", "two")) {
                assertThat(office.<Opening>send(open(task))).isInstanceOf(Opening.Permitted.class);
                office.send(answered(task, Gate.AUTONOMOUS));
            }
            // when
            OpenTask third = open("three");
            Opening refused = office.send(third);
            // then
            Refusal loop = new Refusal.LoopDetected(null, 2, 2, 60);
            assertThat(refused).isEqualTo(new Opening.Refused(loop));
            List<Event> stream = office.events(third);
            assertThat(stream).endsWith(new CallRepeated(2), new TaskRefused(loop, List.of()));
            assertThat(DecisionReplay.replay(stream, version -> POLICY))
                    .isNotEmpty()
                    .allMatch(DecisionReplay.Comparison::identical);
            assertThat(office.balance()).containsExactly(200L, 0L);
            // when
            office.send(prompted(new TaskId("else"), "s", "something else"));
            // then
            assertThat(office.<Opening>send(open("four"))).isInstanceOf(Opening.Permitted.class);
        }
    }

    private int call(String session, String tool, String arguments, Instant at) {
        return repetitions.before(toolCall(next(), session, tool, arguments, at), POLICY);
    }

    private int prompt(String session, String text) {
        return repetitions.before(prompted(next(), session, text), POLICY);
    }

    private TaskId next() {
        return new TaskId("t" + ++named);
    }

    private void led(String session, TaskKind kind, String result) {
        repetitions.led(
                new TaskOpened(
                        new TaskId("t" + named),
                        kind,
                        CLERK,
                        WORK,
                        new SessionId(session),
                        null,
                        content("{}").ref(),
                        POLICY.version()),
                result);
    }

    private static RequestToolCall toolCall(TaskId task, String session, String tool, String arguments, Instant at) {
        return new RequestToolCall(
                task,
                asker(session),
                content(arguments),
                new RedactionFacts("none/1", List.of()),
                "crm",
                tool,
                null,
                at);
    }

    private static OpenTask prompted(TaskId task, String session, String text) {
        return new OpenTask(
                task,
                asker(session),
                content(text),
                new RequestFacts("m", 1, 10, 100, 100, false, false),
                new RedactionFacts("none/1", List.of()),
                null,
                List.of(),
                NOON);
    }

    private static Asker asker(String session) {
        return new Asker(CLERK, WORK, new SessionId(session), null, POLICY.version(), null, Gate.AUTONOMOUS);
    }

    private static Content content(String text) {
        return Content.of(new ContentId("c"), new byte[Content.SALT_BYTES], text);
    }
}
