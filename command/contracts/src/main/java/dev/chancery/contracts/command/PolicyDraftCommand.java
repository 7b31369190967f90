package dev.chancery.contracts.command;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.ScoreCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of the drafts of the policy. */
public sealed interface PolicyDraftCommand extends Command {

    /** The one stream of all drafts. */
    String STREAM = "policy-drafts";

    @Override
    default String target() {
        return STREAM;
    }

    /** Propose a change. Does nothing when the same change of the same policy was proposed before. */
    record DraftPolicy(
            String draft,
            PolicyVersion base,
            List<PolicyChange> changes,
            List<ReviewCount> evidence,
            String reason,
            String by,
            @Nullable List<ScoreCount> scores)
            implements PolicyDraftCommand {}

    /**
     * Be for it. Fails when the draft is not open, and when this person may not approve it.
     *
     * @param inForce the policy whose rules say who may, which must be the one that the draft changes
     */
    record ApprovePolicyDraft(String draft, PolicyVersion inForce, String reason, String by)
            implements PolicyDraftCommand {}

    /** Be against it. Fails when it was rejected, or is in force. */
    record RejectPolicyDraft(String draft, String reason, String by) implements PolicyDraftCommand {}

    /** Record that the change is in force. Does nothing when that is recorded. Fails when it was not approved. */
    record RecordDraftActivation(String draft, PolicyVersion version) implements PolicyDraftCommand {}
}
