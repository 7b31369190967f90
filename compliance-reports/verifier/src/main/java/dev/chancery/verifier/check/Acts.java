package dev.chancery.verifier.check;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.fact.Handover;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which stored event is the intent of an act, and which are its outcomes. The acts that are open in a stream are the bits of a
 * number, so that millions of streams can be followed.
 */
public final class Acts {

    /**
     * An act. A stream has one of each at a time.
     *
     * @param one what people call it
     * @param many what they call several
     * @param intent stored name of the event before it
     * @param owed whether only an intent with a {@code handover} begins it, other than one on request; the records of the first version told no outcome
     * @param outcomes stored names of the events one of which comes after it
     * @param past stored names of events that come after an outcome only; the intent itself is another
     */
    public record Act(String one, String many, String intent, boolean owed, List<String> outcomes, List<String> past) {
        public Act {
            outcomes = List.copyOf(outcomes);
            past = List.copyOf(past);
        }

        boolean begins(String name, @Nullable Event event) {
            return name.equals(intent) && !(owed && handsNothingOver(event));
        }
    }

    private static final List<String> DELIVERED =
            List.of("task.output-delivered", "task.delivery-failed", "task.delivery-abandoned");

    /** Bit {@code n} stands for act {@code n}. */
    public static final List<Act> ALL = List.of(
            new Act(
                    "task",
                    "tasks",
                    "task.opened",
                    false,
                    List.of(
                            "task.refused",
                            "task.output-released",
                            "task.output-held",
                            "task.output-shadowed",
                            "task.pair-judged",
                            "task.failed",
                            "task.abandoned",
                            "tool.call-denied",
                            "tool.call-completed",
                            "tool.call-failed",
                            "tool.call-held"),
                    List.of(
                            "task.output-approved",
                            "task.output-paired",
                            "task.output-edited",
                            "task.output-rejected",
                            "task.review-timed",
                            "task.output-reviewed",
                            "task.human-outcome-recorded",
                            "task.output-delivered",
                            "task.delivery-failed",
                            "task.delivery-abandoned",
                            "tool.result-screened",
                            "tool.result-approved",
                            "tool.result-rejected")),
            new Act(
                    "paid call",
                    "paid calls",
                    "task.spend-reserved",
                    false,
                    List.of(
                            "task.inference-completed",
                            "task.pair-judged",
                            "task.failed",
                            "task.abandoned",
                            "tool.call-completed",
                            "tool.call-failed",
                            "tool.call-rejected"),
                    List.of("task.refused", "task.output-released", "task.output-held", "task.output-shadowed")),
            new Act(
                    "tool call",
                    "tool calls",
                    "tool.call-requested",
                    false,
                    List.of(
                            "tool.call-denied",
                            "tool.call-completed",
                            "tool.call-failed",
                            "tool.call-rejected",
                            "task.abandoned"),
                    List.of(
                            "task.refused",
                            "task.failed",
                            "task.output-released",
                            "task.output-held",
                            "task.output-shadowed",
                            "tool.result-screened",
                            "tool.result-approved",
                            "tool.result-rejected")),
            new Act(
                    "delivery of an answer",
                    "deliveries of answers",
                    "task.output-released",
                    true,
                    DELIVERED,
                    List.of()),
            new Act(
                    "delivery of a tool's result",
                    "deliveries of tools' results",
                    "tool.call-completed",
                    true,
                    DELIVERED,
                    List.of()),
            new Act(
                    "approved tool call",
                    "approved tool calls",
                    "tool.call-approved",
                    false,
                    List.of("tool.call-completed", "tool.call-failed", "task.abandoned"),
                    List.of()),
            new Act(
                    "sandbox",
                    "sandboxes",
                    "sandbox.opened",
                    false,
                    List.of("sandbox.closed", "task.abandoned"),
                    List.of("tool.call-completed", "tool.call-failed")),
            new Act(
                    "export",
                    "exports",
                    "export.requested",
                    false,
                    List.of("export.completed", "export.failed", "export.cancelled", "export.abandoned"),
                    List.of(
                            "export.downloaded",
                            "export.delivery-requested",
                            "export.delivered",
                            "export.delivery-failed",
                            "export.deleted",
                            "export.expired")),
            new Act(
                    "delivery of an export",
                    "deliveries of exports",
                    "export.delivery-requested",
                    false,
                    List.of("export.delivered", "export.delivery-failed"),
                    List.of()),
            new Act(
                    "erasure",
                    "erasures",
                    "erasure.requested",
                    false,
                    List.of("erasure.refused", "erasure.completed"),
                    List.of()),
            new Act(
                    "judgement",
                    "judgements",
                    "task.judge-routing-decided",
                    false,
                    List.of("task.judge-verdict-recorded", "task.abandoned"),
                    List.of(
                            "task.revision-decided",
                            "task.output-released",
                            "task.output-held",
                            "task.output-shadowed")),
            new Act(
                    "revision",
                    "revisions",
                    "task.revision-decided",
                    false,
                    List.of("task.inference-completed", "task.output-held", "task.output-shadowed", "task.abandoned"),
                    List.of("task.judge-routing-decided", "task.output-released")));

    private Acts() {}

    private static boolean handsNothingOver(@Nullable Event event) {
        return (event instanceof OutputReleased released && released.handover() == null)
                || (event instanceof ToolCallCompleted completed
                        && (completed.handover() == null || completed.handover() == Handover.ON_REQUEST));
    }

    /** Whether an event is the outcome of a task's opening. */
    static boolean endsTask(String name) {
        return ALL.getFirst().outcomes().contains(name);
    }
}
