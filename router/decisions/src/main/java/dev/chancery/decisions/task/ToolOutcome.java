package dev.chancery.decisions.task;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.fact.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of a tool call that was forwarded: everything that is recorded before the answer leaves. */
public final class ToolOutcome {

    private ToolOutcome() {}

    /**
     * Decides an outcome.
     *
     * @param reserved by the opening, null when the call costs nothing
     */
    public static List<Event> decide(RecordToolOutcome c, @Nullable Micros reserved) {
        List<Event> events = new ArrayList<>();
        // A call that was forwarded is paid for, whatever came of it: nobody knows what it did.
        if (reserved != null) {
            events.add(new SpendSettled(reserved, reserved));
        }
        events.add(
                c.result() == null
                        ? new ToolCallFailed(Objects.requireNonNullElse(c.failure(), "no result"), c.millis())
                        : new ToolCallCompleted(c.result().ref(), c.error(), c.millis(), Handover.WHOLE));
        return events;
    }
}
