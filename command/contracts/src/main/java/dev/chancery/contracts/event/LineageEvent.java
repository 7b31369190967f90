package dev.chancery.contracts.event;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.ModificationKind;
import java.util.List;

/** What people say of changes that were found; stream {@code modifications}. */
public sealed interface LineageEvent extends Event {

    /**
     * A person has assessed whether a change is a substantial modification (Regulation (EU) 2024/1689, Art. 3(23) and 25). A later
     * assessment of the same change takes the place of this one.
     *
     * @param modification id of the change, which follows from the other facts of it
     * @param positions of the events that show the change
     */
    record ModificationAssessed(
            String modification,
            WorkflowId workflow,
            ModificationKind kind,
            List<Long> positions,
            boolean substantial,
            String reason,
            String by)
            implements LineageEvent {
        public ModificationAssessed {
            positions = List.copyOf(positions);
        }
    }
}
