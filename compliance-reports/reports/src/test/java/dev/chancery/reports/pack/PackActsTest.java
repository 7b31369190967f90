package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.ErasureEvent.ErasureRefused;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every act has an intent and an outcome, or is open where the pack ends. */
class PackActsTest {

    private static final Micros MONEY = new Micros(5, Currency.getInstance("USD"));
    private static final ContentRef TEXT =
            Content.of(new ContentId("c"), new byte[Content.SALT_BYTES], "x").ref();

    /** A model call of any task, which was permitted. */
    static final Event PERMITTED = new SpendReserved(MONEY, List.of(), List.of());

    static final Event ANSWERED =
            new InferenceCompleted("cloud/small", "small-1", new Usage(1, 1, false), MONEY, 5, "stop", TEXT);
    static final Event RELEASED = new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE);
    private static final Event DELIVERED = new OutputDelivered(7L);
    static final Event ASKED = new ToolCallRequested("crm", "find", "ab".repeat(32), null);
    private static final Event GRANTED = new ToolCallAuthorized("crm/find");
    static final Event RESULT = new ToolCallCompleted(TEXT, false, 3, Handover.WHOLE);
    private static final Event ABANDONED =
            new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, MONEY, null);

    private final MemoryLog log = SampleLog.of(2);

    @TempDir
    private Path directory;

    static Event opened(String task, TaskKind kind) {
        return new TaskOpened(
                new TaskId(task),
                kind,
                SampleLog.AGENT,
                new WorkflowId("support"),
                new SessionId("s"),
                null,
                TEXT,
                SampleLog.POLICY.version());
    }

    private void call(String task, Event... events) {
        log.append("task/" + task, opened(task, TaskKind.INFERENCE), PERMITTED);
        log.append("task/" + task, events);
    }

    private void tool(String task, Event... events) {
        log.append("task/" + task, opened(task, TaskKind.TOOL_CALL), ASKED, GRANTED);
        log.append("task/" + task, events);
    }

    private Report verify(PackRange range) throws IOException {
        return Verification.verify(log.write(range, directory.resolve("pack.zip")));
    }

    private Report verify() throws IOException {
        return verify(new PackRange(0, log.size(), null));
    }

    @Test
    void countsEachActWithItsOutcome() throws IOException {
        // given one of each with its outcome, and acts that are legitimately open or hand nothing over
        long from = log.size();
        call("answered", ANSWERED, RELEASED, DELIVERED);
        call("failed-to-deliver", ANSWERED, RELEASED, new DeliveryFailed("went away", 3L), DELIVERED);
        call("abandoned", ABANDONED);
        call("held", ANSWERED, new OutputHeld(Gate.AUTONOMOUS, HoldReason.GATE), new OutputApproved("ada", "fine"));
        log.append("task/held", DELIVERED);
        call("first-version", ANSWERED, new OutputReleased(Gate.AUTONOMOUS, null));
        call("under-way");
        tool("used", RESULT, DELIVERED);
        tool("asking");
        tool("on-its-way", RESULT);
        log.append(
                "export/e",
                new ExportRequested("e", "ada", null, 0, 9, false, null, null),
                new ExportCompleted("ab", 1, "VERIFIED"));
        log.append("export/e", new ExportDownloaded("ada"));
        log.append(
                "erasure/e", new ErasureRequested("e", new ContentScope(ContentScope.Kind.TASK, "held"), "x", "ada"));
        log.append(
                "erasure/f", new ErasureRequested("f", new ContentScope(ContentScope.Kind.TASK, "held"), "x", "ada"));
        log.append("erasure/f", new ErasureRefused(List.of("h-1")));

        // when
        Report report = verify(new PackRange(from, log.size(), null));

        // then
        assertThat(report.findings()).isEmpty();
        assertThat(report.checked())
                .contains("Intent and outcome of tasks: 9 begun in the pack, 7 ended, 2 open at its end.")
                .contains("Intent and outcome of paid calls: 6 begun in the pack, 5 ended, 1 open at its end.")
                .contains("Intent and outcome of tool calls: 3 begun in the pack, 2 ended, 1 open at its end.")
                .contains(
                        "Intent and outcome of deliveries of answers: 2 begun in the pack, 2 ended, 0 open at its end.")
                .contains(
                        "Intent and outcome of deliveries of tools' results: 2 begun in the pack, 1 ended, 1 open at its end.")
                .contains("Intent and outcome of exports: 1 begun in the pack, 1 ended, 0 open at its end.")
                .contains("Intent and outcome of erasures: 2 begun in the pack, 1 ended, 1 open at its end.");
        assertThat(String.join("\n", report.notes()))
                .contains("tool calls (1): task/asking since position ")
                .contains("results (1): task/on-its-way since position ")
                .contains("paid calls (1): task/under-way since position ")
                .contains("a later pack has to show it");
    }

    @Test
    void anIntentWhoseStreamGoesOnWithoutItsOutcomeIsIncomplete() throws IOException {
        // given, each in a log of its own
        assertIncomplete("paid call", () -> call("x", RELEASED));
        assertIncomplete("paid call", () -> call("x", PERMITTED));
        assertIncomplete("task", () -> call("x", ANSWERED, DELIVERED));
        assertIncomplete("tool call", () -> tool("x", ASKED));
        assertIncomplete("tool call", () -> tool("x", RELEASED));
        assertIncomplete("delivery of an answer", () -> call("x", ANSWERED, RELEASED, RELEASED));
        assertIncomplete("delivery of a tool's result", () -> tool("x", RESULT, RESULT));
        assertIncomplete(
                "export",
                () -> log.append(
                        "export/x",
                        new ExportRequested("x", "ada", null, 0, 9, false, null, null),
                        new ExportDownloaded("ada")));
        Event erasure = new ErasureRequested("x", new ContentScope(ContentScope.Kind.TASK, "t"), "x", "ada");
        assertIncomplete("erasure", () -> log.append("erasure/x", erasure, erasure));
    }

    private void assertIncomplete(String act, Runnable given) throws IOException {
        long before = log.size();
        given.run();
        Report report = verify();
        assertThat(report.verdict()).as(act).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.findings().getFirst())
                .startsWith("The " + act + " of ")
                .contains("/x, begun at position ")
                .contains("has no outcome, although ")
                .contains("at position " + (log.size() - 1) + ".");
        // and what was before it is in order
        log.forget(before);
        assertThat(verify().verdict()).isEqualTo(Verdict.VERIFIED);
    }
}
