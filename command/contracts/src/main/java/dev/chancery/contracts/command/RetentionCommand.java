package dev.chancery.contracts.command;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Erased;
import java.time.Instant;

/** What is asked of the keeping of a workflow's contents. */
public sealed interface RetentionCommand extends Command {

    WorkflowId workflow();

    @Override
    default String target() {
        return "retention/" + workflow().value();
    }

    /** Record what is erased by age, before it is. */
    record ExpireContents(
            WorkflowId workflow, String retention, int days, Instant before, Erased erased, PolicyVersion policy)
            implements RetentionCommand {}
}
