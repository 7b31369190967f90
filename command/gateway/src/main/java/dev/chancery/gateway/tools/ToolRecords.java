package dev.chancery.gateway.tools;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls that came before, read from the record. */
public final class ToolRecords {

    private final EventLog log;
    private final ContentStore contents;

    public ToolRecords(EventLog log, ContentStore contents) {
        this.log = log;
        this.contents = contents;
    }

    /**
     * A call.
     *
     * @param last the decision or outcome that came last, but for the screening of the result
     * @param completed null while the tool has not answered
     * @param screened null while there is no result; also in the records of the first versions
     * @param position of the last of these
     */
    record Call(
            TaskOpened opened,
            ToolCallRequested requested,
            Event last,
            @Nullable ToolCallCompleted completed,
            @Nullable ToolResultScreened screened,
            long position) {

        /** What became of the result when it was screened. */
        Passage passage() {
            return screened == null ? Passage.DELIVERED : screened.passage();
        }

        /** Whether the agent may have the result. */
        boolean delivers() {
            return last instanceof ToolResultApproved
                    || (last instanceof ToolCallCompleted && passage().compareTo(Passage.HELD) < 0);
        }
    }

    /** The call of a task, empty when there is no such task or it is no call of a tool. */
    Optional<Call> of(TaskId task) {
        TaskOpened opened = null;
        ToolCallRequested requested = null;
        Event last = null;
        ToolCallCompleted completed = null;
        ToolResultScreened screened = null;
        long position = -1;
        for (StoredEvent stored : log.readStream(TaskCommand.stream(task))) {
            Recorded recorded = log.decode(stored);
            Event event = recorded.event();
            if (event instanceof TaskOpened e) {
                opened = e;
            } else if (event instanceof ToolCallRequested e) {
                requested = e;
            } else if (event instanceof ToolCallCompleted e) {
                completed = e;
            } else if (event instanceof ToolResultScreened e) {
                screened = e;
                position = recorded.position();
            }
            if (isStanding(event)) {
                last = event;
                position = recorded.position();
            }
        }
        return opened == null || requested == null || last == null
                ? Optional.empty()
                : Optional.of(new Call(opened, requested, last, completed, screened, position));
    }

    private static boolean isStanding(Event event) {
        return switch (event) {
            case ToolCallAuthorized ignored -> true;
            case ToolCallHeld ignored -> true;
            case ToolCallApproved ignored -> true;
            case ToolCallRejected ignored -> true;
            case ToolCallDenied ignored -> true;
            case ToolCallCompleted ignored -> true;
            case ToolCallFailed ignored -> true;
            case ToolResultApproved ignored -> true;
            case ToolResultRejected ignored -> true;
            case TaskAbandoned ignored -> true;
            default -> false;
        };
    }

    /** What a reference stands for, null when it was erased. */
    @Nullable
    String text(ContentRef ref) {
        return contents.find(ref.content()).map(Content::text).orElse(null);
    }

    /** Whether a call was asked for in these words. */
    boolean isSame(Call call, ToolName tool, String arguments) {
        String before = text(call.opened().request());
        return call.requested().server().equals(tool.server())
                && call.requested().tool().equals(tool.tool())
                && arguments.equals(before);
    }
}
