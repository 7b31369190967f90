package dev.chancery.contracts.event;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Erased;
import java.time.Instant;

/** What became of stored content. */
public sealed interface ContentEvent extends Event {

    /**
     * Sanitised content was shown outside the request that made it; in the stream of its task.
     *
     * @param to who saw it
     * @param purpose review, retrieval, audit pack
     */
    record ContentDisclosed(ContentId content, String to, String purpose) implements ContentEvent {}

    /**
     * Contents are as old as the policy lets them become, and are erased now; stream {@code retention/<workflow>}. After a
     * crash right behind it the same contents are told once more.
     *
     * @param retention the class in the policy
     * @param days how long that class keeps contents
     * @param before all of them were stored before this instant
     * @param policy under which this was decided
     */
    record ContentExpired(
            WorkflowId workflow, String retention, int days, Instant before, Erased erased, PolicyVersion policy)
            implements ContentEvent {}
}
