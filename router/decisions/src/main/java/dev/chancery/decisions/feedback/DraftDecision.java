package dev.chancery.decisions.feedback;

import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.decisions.policy.Policy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a person may approve a draft of the policy, and whether that is enough to put it in force. */
public final class DraftDecision {

    private DraftDecision() {}

    /**
     * Approves a draft.
     *
     * @param approved by whom it was approved before
     * @param inForce the policy whose rules hold
     * @throws IllegalStateException when it may not be approved, with the reason
     */
    public static PolicyDraftApproved approve(
            ApprovePolicyDraft command, PolicyDrafted draft, List<String> approved, Policy inForce) {
        Policy.Feedback rules = inForce.feedback();
        if (!inForce.version().equals(draft.base())) {
            throw new IllegalStateException(
                    "The policy has changed since this draft was made. Reject it; what still holds comes again.");
        }
        if (!rules.approvers().isEmpty() && !rules.approvers().contains(command.by())) {
            throw new IllegalStateException(
                    command.by() + " may not approve drafts of the policy; the policy names who may: "
                            + String.join(", ", rules.approvers()) + ".");
        }
        if (approved.contains(command.by())) {
            throw new IllegalStateException(
                    "You have approved this draft already. It takes two people, so another one has to.");
        }
        Set<String> eyes = new TreeSet<>(approved);
        eyes.add(command.by());
        if (!draft.followsFromCounts()) {
            eyes.add(draft.by());
        }
        return new PolicyDraftApproved(
                draft.draft(), eyes.size() >= (rules.fourEyes() ? 2 : 1), command.reason(), command.by());
    }

    /**
     * A recorded draft that follows from counts, with the changes that it should have by them.
     *
     * @param base the policy that it changes
     */
    public static PolicyDrafted again(PolicyDrafted draft, Policy base) {
        return draft.scores() == null
                ? PreferenceDecision.again(draft, base)
                : ThresholdDecision.again(draft, draft.scores(), base);
    }

    /**
     * Whether a draft is to be put in force: it was approved by enough people, and nobody has rejected it since.
     *
     * @param events of all drafts, in their order
     */
    public static boolean isApproved(List<? extends Event> events, String draft) {
        boolean approved = false;
        for (Event event : events) {
            if (event instanceof PolicyDraftApproved e && e.draft().equals(draft)) {
                approved = e.enough();
            } else if (event instanceof PolicyDraftRejected e && e.draft().equals(draft)) {
                approved = false;
            }
        }
        return approved;
    }
}
