package dev.chancery.verifier.check;

import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.BudgetEvent;
import dev.chancery.contracts.event.ContentEvent;
import dev.chancery.contracts.event.ErasureEvent;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.HoldEvent;
import dev.chancery.contracts.event.LogEvent;
import dev.chancery.contracts.event.ModelEvent;
import dev.chancery.contracts.event.PolicyEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.WorkflowEvent;

/** Which events are the outcome of the intent that a task's opening is. */
final class Outcomes {

    private Outcomes() {}

    static boolean isOutcome(Event event) {
        return switch (event) {
            case TaskEvent.TaskRefused e -> true;
            case TaskEvent.OutputReleased e -> true;
            case TaskEvent.OutputHeld e -> true;
            case TaskEvent.OutputShadowed e -> true;
            case TaskEvent.TaskFailed e -> true;
            case TaskEvent.TaskAbandoned e -> true;
            case ToolEvent.ToolCallDenied e -> true;
            case ToolEvent.ToolCallCompleted e -> true;
            case ToolEvent.ToolCallFailed e -> true;
            case TaskEvent e -> false;
            case ToolEvent e -> false;
            case AgentEvent e -> false;
            case WorkflowEvent e -> false;
            case BudgetEvent e -> false;
            case PolicyEvent e -> false;
            case ModelEvent e -> false;
            case ContentEvent e -> false;
            case LogEvent e -> false;
            case ErasureEvent e -> false;
            case HoldEvent e -> false;
        };
    }
}
