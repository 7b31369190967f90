package dev.chancery.decisions.feedback;

import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.decisions.gate.GateDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Alias;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Whether the deployments behind a model name should be asked in another order, because people approve more of what a later one
 * answers. One is preferred to another when both were reviewed often enough and the 95 % Wilson intervals of their shares approved
 * unchanged do not touch.
 */
public final class PreferenceDecision {

    private PreferenceDecision() {}

    /**
     * The changes that put the deployments of a model name in the order that people prefer.
     *
     * @param model index of the name among the policy's models
     * @param counts of its deployments, of the same name only; those that were never reviewed may be left out
     * @return empty when the order stays
     */
    public static List<PolicyChange> decide(Policy policy, int model, List<ReviewCount> counts) {
        Alias alias = policy.models().get(model);
        List<String> order = new ArrayList<>(alias.deployments());
        int minimum = policy.feedback().minimumReviewed();
        for (boolean moved = true; moved; ) {
            moved = false;
            for (int i = 1; i < order.size(); i++) {
                if (isBetter(order.get(i), order.get(i - 1), counts, minimum)) {
                    order.add(i - 1, order.remove(i));
                    moved = true;
                }
            }
        }
        List<PolicyChange> changes = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            String before = alias.deployments().get(i);
            if (!before.equals(order.get(i))) {
                changes.add(new PolicyChange(
                        "/models/" + model + "/deployments/" + i, quoted(before), quoted(order.get(i))));
            }
        }
        return changes;
    }

    /**
     * A recorded draft with the changes that it should have, by its own evidence.
     *
     * @param base the policy that it changes
     */
    public static PolicyDrafted again(PolicyDrafted draft, Policy base) {
        return new PolicyDrafted(
                draft.draft(), draft.base(), changes(draft, base), draft.evidence(), draft.reason(), draft.by(), null);
    }

    private static List<PolicyChange> changes(PolicyDrafted draft, Policy base) {
        for (int model = 0; model < base.models().size(); model++) {
            List<PolicyChange> changes = decide(base, model, draft.evidence());
            if (!changes.isEmpty()
                    && !draft.changes().isEmpty()
                    && draft.changes().getFirst().pointer().startsWith("/models/" + model + "/")) {
                return changes;
            }
        }
        return List.of();
    }

    private static boolean isBetter(String one, String other, List<ReviewCount> counts, int minimum) {
        for (ReviewCount a : counts) {
            for (ReviewCount b : counts) {
                if (a.deployment().equals(one)
                        && b.deployment().equals(other)
                        && a.reviewed() >= minimum
                        && b.reviewed() >= minimum) {
                    return lower(a) > upper(b);
                }
            }
        }
        return false;
    }

    private static double lower(ReviewCount count) {
        return GateDecision.evidence(count.reviewed(), count.approvedUnchanged())
                .lowerBound();
    }

    private static double upper(ReviewCount count) {
        return 1
                - GateDecision.evidence(count.reviewed(), count.reviewed() - count.approvedUnchanged())
                        .lowerBound();
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.stringNode(text).toString();
    }
}
