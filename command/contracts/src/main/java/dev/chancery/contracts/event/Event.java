package dev.chancery.contracts.event;

/** Something that happened. Stored names and revisions are given in {@code dev.chancery.record}. */
public sealed interface Event
        permits TaskEvent,
                ToolEvent,
                ToolPinEvent,
                SandboxEvent,
                AgentEvent,
                WorkflowEvent,
                BudgetEvent,
                PolicyEvent,
                ModelEvent,
                ContentEvent,
                ExportEvent,
                LogEvent,
                UsageEvent,
                ErasureEvent,
                HoldEvent,
                KillSwitchEvent,
                PolicyDraftEvent,
                CalibrationEvent,
                WebhookEvent {}
