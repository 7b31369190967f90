package dev.chancery.contracts.event;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import java.util.List;

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
     * @param evidence what the proposal follows from; empty when a person made it
     */
    record PolicyDrafted(
            String draft,
            PolicyVersion base,
            List<PolicyChange> changes,
            List<ReviewCount> evidence,
            String reason,
            String by)
            implements PolicyDraftEvent {
        public PolicyDrafted {
            changes = List.copyOf(changes);
            evidence = List.copyOf(evidence);
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
