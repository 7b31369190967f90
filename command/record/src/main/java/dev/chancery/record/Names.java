package dev.chancery.record;

import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.BudgetEvent;
import dev.chancery.contracts.event.ContentEvent;
import dev.chancery.contracts.event.ErasureEvent;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent;
import dev.chancery.contracts.event.HoldEvent;
import dev.chancery.contracts.event.KillSwitchEvent;
import dev.chancery.contracts.event.LogEvent;
import dev.chancery.contracts.event.ModelEvent;
import dev.chancery.contracts.event.PolicyEvent;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolPinEvent;
import dev.chancery.contracts.event.UsageEvent;
import dev.chancery.contracts.event.WorkflowEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The closed table of stored names. A name is never reused; a breaking change of a shape is a revision and an {@link Upcast}. */
final class Names {

    static final Map<Class<? extends Event>, StoredName> ALL = table();

    private Names() {}

    private static Map<Class<? extends Event>, StoredName> table() {
        Map<Class<? extends Event>, StoredName> t = new LinkedHashMap<>();
        t.put(TaskEvent.TaskOpened.class, new StoredName("task.opened", 1));
        t.put(TaskEvent.PersonalDataRedacted.class, new StoredName("task.personal-data-redacted", 1));
        t.put(TaskEvent.TaskClassified.class, new StoredName("task.classified", 1));
        t.put(TaskEvent.RoutingDecided.class, new StoredName("task.routing-decided", 1));
        t.put(TaskEvent.SpendReserved.class, new StoredName("task.spend-reserved", 1));
        t.put(TaskEvent.StreamPermitted.class, new StoredName("task.stream-permitted", 1));
        t.put(TaskEvent.TaskRefused.class, new StoredName("task.refused", 1));
        t.put(TaskEvent.AttemptFailed.class, new StoredName("task.attempt-failed", 1));
        t.put(TaskEvent.InferenceCompleted.class, new StoredName("task.inference-completed", 1));
        t.put(TaskEvent.OutputScreened.class, new StoredName("task.output-screened", 1));
        t.put(TaskEvent.JudgeVerdictRecorded.class, new StoredName("task.judge-verdict-recorded", 1));
        t.put(TaskEvent.SpendSettled.class, new StoredName("task.spend-settled", 1));
        t.put(TaskEvent.OutputReleased.class, new StoredName("task.output-released", 1));
        t.put(TaskEvent.OutputHeld.class, new StoredName("task.output-held", 1));
        t.put(TaskEvent.OutputShadowed.class, new StoredName("task.output-shadowed", 1));
        t.put(TaskEvent.OutputApproved.class, new StoredName("task.output-approved", 1));
        t.put(TaskEvent.OutputEdited.class, new StoredName("task.output-edited", 1));
        t.put(TaskEvent.OutputRejected.class, new StoredName("task.output-rejected", 1));
        t.put(TaskEvent.TaskFailed.class, new StoredName("task.failed", 1));
        t.put(TaskEvent.TaskAbandoned.class, new StoredName("task.abandoned", 2));
        t.put(TaskEvent.OutputDelivered.class, new StoredName("task.output-delivered", 1));
        t.put(TaskEvent.DeliveryFailed.class, new StoredName("task.delivery-failed", 1));
        t.put(TaskEvent.DeliveryAbandoned.class, new StoredName("task.delivery-abandoned", 1));
        t.put(ToolEvent.ToolCallRequested.class, new StoredName("tool.call-requested", 1));
        t.put(ToolEvent.ToolCallAuthorized.class, new StoredName("tool.call-authorized", 1));
        t.put(ToolEvent.ToolCallDenied.class, new StoredName("tool.call-denied", 1));
        t.put(ToolEvent.ToolCallCompleted.class, new StoredName("tool.call-completed", 1));
        t.put(ToolEvent.ToolCallFailed.class, new StoredName("tool.call-failed", 1));
        t.put(ToolEvent.ToolCallHeld.class, new StoredName("tool.call-held", 1));
        t.put(ToolEvent.ToolCallApproved.class, new StoredName("tool.call-approved", 1));
        t.put(ToolEvent.ToolCallRejected.class, new StoredName("tool.call-rejected", 1));
        t.put(ToolPinEvent.ToolPinned.class, new StoredName("tool.pinned", 1));
        t.put(ToolPinEvent.ToolChanged.class, new StoredName("tool.changed", 1));
        t.put(ToolPinEvent.ToolApproved.class, new StoredName("tool.approved", 1));
        t.put(AgentEvent.AgentRegistered.class, new StoredName("agent.registered", 1));
        t.put(AgentEvent.AgentKeyIssued.class, new StoredName("agent.key-issued", 1));
        t.put(AgentEvent.AgentKeyRevoked.class, new StoredName("agent.key-revoked", 1));
        t.put(AgentEvent.AgentSuspended.class, new StoredName("agent.suspended", 1));
        t.put(AgentEvent.AgentReinstated.class, new StoredName("agent.reinstated", 1));
        t.put(WorkflowEvent.WorkflowRegistered.class, new StoredName("workflow.registered", 1));
        t.put(WorkflowEvent.GateTransitioned.class, new StoredName("workflow.gate-transitioned", 1));
        t.put(WorkflowEvent.GateTransitionRefused.class, new StoredName("workflow.gate-transition-refused", 1));
        t.put(BudgetEvent.BudgetCapSet.class, new StoredName("budget.cap-set", 1));
        t.put(BudgetEvent.BudgetExhausted.class, new StoredName("budget.exhausted", 1));
        t.put(PolicyEvent.PolicyActivated.class, new StoredName("policy.activated", 1));
        t.put(PolicyEvent.PolicyRejected.class, new StoredName("policy.rejected", 1));
        t.put(ModelEvent.ModelVersionSeen.class, new StoredName("model.version-seen", 1));
        t.put(ExportEvent.ExportRequested.class, new StoredName("export.requested", 1));
        t.put(ExportEvent.ExportCompleted.class, new StoredName("export.completed", 1));
        t.put(ExportEvent.ExportFailed.class, new StoredName("export.failed", 1));
        t.put(ExportEvent.ExportAbandoned.class, new StoredName("export.abandoned", 1));
        t.put(ExportEvent.ExportDownloaded.class, new StoredName("export.downloaded", 1));
        t.put(ContentEvent.ContentDisclosed.class, new StoredName("content.disclosed", 1));
        t.put(LogEvent.LogKeyRotated.class, new StoredName("log.key-rotated", 1));
        t.put(LogEvent.LogRestored.class, new StoredName("log.restored", 1));
        t.put(UsageEvent.UsageImported.class, new StoredName("usage.imported", 1));
        t.put(ContentEvent.ContentExpired.class, new StoredName("content.expired", 1));
        t.put(ErasureEvent.ErasureRequested.class, new StoredName("erasure.requested", 1));
        t.put(ErasureEvent.ErasureRefused.class, new StoredName("erasure.refused", 1));
        t.put(ErasureEvent.ErasureCompleted.class, new StoredName("erasure.completed", 1));
        t.put(HoldEvent.HoldPlaced.class, new StoredName("hold.placed", 1));
        t.put(HoldEvent.HoldLifted.class, new StoredName("hold.lifted", 1));
        t.put(KillSwitchEvent.KillSwitchPulled.class, new StoredName("kill-switch.pulled", 1));
        t.put(KillSwitchEvent.KillSwitchReset.class, new StoredName("kill-switch.reset", 1));
        t.put(SandboxEvent.SandboxOpened.class, new StoredName("sandbox.opened", 1));
        t.put(SandboxEvent.SandboxClosed.class, new StoredName("sandbox.closed", 1));
        return Collections.unmodifiableMap(t);
    }
}
