package dev.chancery.contracts.event;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.ScoreCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of the policy that somebody proposed, and what people decided about them; stream {@code policy-drafts}. */
public sealed interface PolicyDraftEvent extends Event {

    /** Who a draft is by that Chancery made from what people decided about outputs. */
    String BY_ITSELF = "chancery";

    /** Of which draft. */
    String draft();

    /**
     * A change is proposed; nothing changes yet.
     *
     * @param base the policy that it changes
     * @param evidence what a proposal of another order of deployments follows from; empty for every other
     * @param scores what a proposal of another threshold of a rubric follows from; null for every other
     */
    record PolicyDrafted(
            String draft,
            PolicyVersion base,
            List<PolicyChange> changes,
            List<ReviewCount> evidence,
            String reason,
            String by,
            @Nullable List<ScoreCount> scores)
            implements PolicyDraftEvent {
        public PolicyDrafted {
            changes = List.copyOf(changes);
            evidence = List.copyOf(evidence);
            scores = scores == null ? null : List.copyOf(scores);
        }

        /** Whether it follows from counts, so that it can be made again from them; else a person made it. */
        public boolean followsFromCounts() {
            return !evidence.isEmpty() || scores != null;
        }
    }

    /**
     * A person is for it.
     *
     * @param enough whether it may be put in force now
     */
    record PolicyDraftApproved(String draft, boolean enough, String reason, String by) implements PolicyDraftEvent {}

    /** A person is against it; it comes to nothing. */
    record PolicyDraftRejected(String draft, String reason, String by) implements PolicyDraftEvent {}

    /** The policy that has the change is in force. */
    record PolicyDraftActivated(String draft, PolicyVersion version) implements PolicyDraftEvent {}
}
