package dev.chancery.contracts.command;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.ModificationKind;
import java.util.List;

/** What is asked of the record of changes that people assess. */
public sealed interface LineageCommand extends Command {

    /** The one stream of all assessments: they are few, and whoever reads one wants the last. */
    String STREAM = "modifications";

    @Override
    default String target() {
        return STREAM;
    }

    /** A person says whether a change is a substantial modification. Fails when he said the same before and nobody else since. */
    record AssessModification(
            String modification,
            WorkflowId workflow,
            ModificationKind kind,
            List<Long> positions,
            boolean substantial,
            String reason,
            String by)
            implements LineageCommand {
        public AssessModification {
            positions = List.copyOf(positions);
        }
    }
}
