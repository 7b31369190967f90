package dev.chancery.decisions.gate;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import java.util.Locale;

/** Whether a gate may move: down at any time; up one step at a time, with a reason, and to autonomy on evidence. */
public final class GateDecision {

    /** Quantile of the normal distribution for a two-sided interval of 95 %. */
    private static final double Z = 1.959964;

    private GateDecision() {}

    /**
     * Decides a move that a person asks for.
     *
     * @return {@link GateTransitioned} or {@link GateTransitionRefused}
     */
    public static WorkflowEvent decide(
            WorkflowId workflow,
            Gate from,
            Gate to,
            String actor,
            String reason,
            GateEvidence evidence,
            GateThresholds thresholds) {
        String refusal = refusal(from, to, reason, evidence, thresholds);
        return refusal.isEmpty()
                ? new GateTransitioned(workflow, from, to, actor, reason, evidence)
                : new GateTransitionRefused(workflow, from, to, actor, refusal, evidence);
    }

    private static String refusal(Gate from, Gate to, String reason, GateEvidence evidence, GateThresholds thresholds) {
        if (to == from) {
            return "The gate is at " + to + " already.";
        }
        if (to.compareTo(from) < 0) {
            return "";
        }
        Gate next = from == Gate.SHADOW ? Gate.HUMAN_IN_THE_LOOP : Gate.AUTONOMOUS;
        if (to != next) {
            return "A gate rises one step at a time: from " + from + " to " + next + ".";
        }
        if (reason.isBlank()) {
            return "A promotion needs a reason in words.";
        }
        if (to != Gate.AUTONOMOUS) {
            return "";
        }
        if (evidence.reviewed() < thresholds.minimumReviewed()) {
            return evidence.reviewed() + " outputs were reviewed at this gate; a promotion needs "
                    + thresholds.minimumReviewed() + ".";
        }
        // The bound follows from the counts, so it is taken from them and not believed.
        double bound =
                evidence(evidence.reviewed(), evidence.approvedUnchanged()).lowerBound();
        return bound < thresholds.minimumLowerBound()
                ? String.format(
                        Locale.ROOT,
                        "%d of %d outputs were approved unchanged, so with 95 %% confidence at least %.1f %%; a promotion needs %.1f %%.",
                        evidence.approvedUnchanged(),
                        evidence.reviewed(),
                        bound * 100,
                        thresholds.minimumLowerBound() * 100)
                : "";
    }

    /**
     * Evidence from counts, with the lower bound of the Wilson score interval (E. B. Wilson, 1927).
     *
     * @param reviewed outputs decided by a person
     * @param approvedUnchanged of these, at most as many
     */
    public static GateEvidence evidence(int reviewed, int approvedUnchanged) {
        if (approvedUnchanged < 0 || approvedUnchanged > reviewed) {
            throw new IllegalArgumentException(approvedUnchanged + " of " + reviewed + " cannot have been approved");
        }
        if (reviewed == 0) {
            return new GateEvidence(0, 0, 0);
        }
        double n = reviewed;
        double share = approvedUnchanged / n;
        double centre = share + Z * Z / (2 * n);
        double margin = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return new GateEvidence(reviewed, approvedUnchanged, Math.max(0, (centre - margin) / (1 + Z * Z / n)));
    }
}
