package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.decisions.feedback.DraftDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The drafts of the policy, and who has approved them, folded from their stream. */
final class Drafts {

    /** So many drafts may there be. */
    private static final int MAX_DRAFTS = 100_000;

    private static final class Draft {
        private final PolicyDrafted drafted;
        private final List<String> approved = new ArrayList<>();
        private boolean enough;
        private boolean rejected;
        private boolean activated;

        Draft(PolicyDrafted drafted) {
            this.drafted = drafted;
        }
    }

    private final Map<String, Draft> drafts = new HashMap<>();

    /** Whether what an event is decided from is in the pack. */
    boolean knows(PolicyDraftEvent event) {
        return event instanceof PolicyDrafted || drafts.containsKey(event.draft());
    }

    /**
     * Takes the next event.
     *
     * @param policies to decide under
     * @param bases the policies that drafts change: their rules say who may approve, whatever else is decided under another policy
     * @return what it has to be by those before it, null when there can be no such event
     */
    @Nullable
    PolicyDraftEvent take(
            PolicyDraftEvent event, Function<PolicyVersion, Policy> policies, Function<PolicyVersion, Policy> bases) {
        Draft draft = drafts.get(event.draft());
        return switch (event) {
            case PolicyDrafted e -> {
                drafts.put(e.draft(), new Draft(e));
                if (drafts.size() > MAX_DRAFTS) {
                    throw new PackDefect(
                            Verdict.UNVERIFIABLE, "There are more than " + MAX_DRAFTS + " drafts of the policy.");
                }
                yield draft != null
                        ? null
                        : e.followsFromCounts() ? DraftDecision.again(e, policies.apply(e.base())) : e;
            }
            case PolicyDraftApproved e -> draft == null ? null : approve(draft, e, bases);
            case PolicyDraftRejected e -> draft != null && reject(draft) ? e : null;
            case PolicyDraftActivated e -> draft != null && activate(draft) ? e : null;
        };
    }

    private static boolean reject(Draft draft) {
        boolean isPossible = !draft.rejected && !draft.activated;
        draft.rejected = true;
        return isPossible;
    }

    private static boolean activate(Draft draft) {
        boolean isPossible = draft.enough && !draft.rejected && !draft.activated;
        draft.activated = true;
        return isPossible;
    }

    /** The policy whose rules hold is the one that the draft changes, or nobody may approve it. */
    private static @Nullable PolicyDraftApproved approve(
            Draft draft, PolicyDraftApproved recorded, Function<PolicyVersion, Policy> bases) {
        PolicyDraftApproved again = null;
        if (!draft.enough && !draft.rejected) {
            PolicyVersion base = draft.drafted.base();
            try {
                again = DraftDecision.approve(
                        new ApprovePolicyDraft(recorded.draft(), base, recorded.reason(), recorded.by()),
                        draft.drafted,
                        draft.approved,
                        bases.apply(base));
            } catch (IllegalStateException e) {
                // He may not approve it.
            }
        }
        draft.approved.add(recorded.by());
        draft.enough |= recorded.enough();
        return again;
    }
}
