package dev.chancery.contracts.command;

import dev.chancery.contracts.log.Content;
import java.util.List;

/** Something asked of one aggregate. */
public sealed interface Command
        permits TaskCommand,
                AgentCommand,
                WorkflowCommand,
                BudgetCommand,
                PolicyCommand,
                ModelCommand,
                ToolPinCommand,
                ExportCommand,
                RecordDeliveries,
                LogCommand,
                UsageCommand,
                ErasureCommand,
                HoldCommand,
                RetentionCommand,
                KillSwitchCommand,
                PolicyDraftCommand,
                CalibrationCommand,
                WebhookCommand,
                LineageCommand,
                IncidentCommand,
                DutyCommand,
                SystemCommand,
                RuleSetCommand,
                ShadowAiCommand,
                BiasCommand,
                PriceCommand,
                ValueCommand,
                BoardCommand,
                ScheduleCommand,
                AccountCommand,
                VisitCommand {

    /** The stream of the aggregate: {@code task/<task>}, {@code agent/<agent>}, … */
    String target();

    /** Content that is stored in the same commit as the events that the command leads to. */
    default List<Content> contents() {
        return List.of();
    }
}
