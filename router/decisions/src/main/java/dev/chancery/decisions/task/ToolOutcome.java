package dev.chancery.decisions.task;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.tools.ResultDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of a tool call: everything that is recorded before the answer leaves. */
public final class ToolOutcome {

    private ToolOutcome() {}

    /**
     * Decides an outcome. A call that was forwarded is paid for, whatever came of it: nobody knows what it did. A result that
     * nobody screened is not taken.
     *
     * @param reserved by the opening, null when the call costs nothing
     * @param held whether it had waited for a person; then the agent has to ask for the result
     * @param grant by which the call was made
     * @param policy under which it was permitted
     * @param sandboxed whether the opening of a sandbox is on the record; only then is its end
     */
    public static List<Event> decide(
            RecordToolOutcome c,
            @Nullable Micros reserved,
            boolean held,
            AgentId agent,
            String grant,
            Policy policy,
            boolean sandboxed) {
        List<Event> events = new ArrayList<>();
        if (sandboxed && c.sandbox() != null) {
            events.add(c.sandbox());
        }
        events.addAll(settled(reserved, c.forwarded()));
        if (c.result() == null) {
            events.add(new ToolCallFailed(
                    Objects.requireNonNullElse(c.failure(), "no result"),
                    c.millis(),
                    c.forwarded() ? null : Sent.NOTHING));
            return events;
        }
        ToolResultScreened screened = ResultDecision.decide(
                agent, grant, Objects.requireNonNull(c.screening(), "A result comes with its screening"), policy);
        events.add(new ToolCallCompleted(
                c.result().ref(),
                c.error(),
                c.millis(),
                held || screened.passage().compareTo(Passage.HELD) >= 0 ? Handover.ON_REQUEST : Handover.WHOLE));
        events.add(screened);
        return events;
    }

    /** What becomes of the result, as the events of an outcome say it; nothing is held back of a call that failed. */
    public static Passage passage(List<Event> events) {
        return events.getLast() instanceof ToolResultScreened screened ? screened.passage() : Passage.DELIVERED;
    }

    /**
     * What follows when a person decides about a held result.
     *
     * @throws IllegalArgumentException for an edit: what the tool answered is what is decided about
     */
    public static Event decideResult(DecideReview c) {
        return switch (c.action()) {
            case APPROVE -> new ToolResultApproved(c.reviewer(), c.reason());
            case REJECT -> new ToolResultRejected(c.reviewer(), c.reason());
            case EDIT ->
                throw new IllegalArgumentException("The result of a tool cannot be edited. Approve or reject it.");
        };
    }

    /**
     * What follows when a person decides about a held call.
     *
     * @throws IllegalArgumentException for an edit: what was asked for is what is decided about
     */
    public static List<Event> decide(DecideReview c, @Nullable Micros reserved) {
        return switch (c.action()) {
            case APPROVE -> List.of(new ToolCallApproved(c.reviewer(), c.reason()));
            case REJECT -> {
                List<Event> events = settled(reserved, false);
                events.add(new ToolCallRejected(c.reviewer(), c.reason()));
                yield events;
            }
            case EDIT ->
                throw new IllegalArgumentException(
                        "A call cannot be edited. Approve or reject it; the agent may ask anew.");
        };
    }

    /** The settlement of a reservation; nothing when there is none. */
    private static List<Event> settled(@Nullable Micros reserved, boolean forwarded) {
        List<Event> events = new ArrayList<>();
        if (reserved != null) {
            events.add(new SpendSettled(reserved, forwarded ? reserved : Micros.zero(reserved.currency())));
        }
        return events;
    }
}
