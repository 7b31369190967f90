package dev.chancery.decisions.gate;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the policy asks of a promotion, one condition after the other, and whether the evidence meets each. Every answer is
 * {@link GateDecision}'s own, to thresholds of which all others are left out, so that what is shown is what will be decided.
 */
public final class GateConditions {

    private static final WorkflowId ANY = new WorkflowId("any");
    private static final PolicyVersion NONE = new PolicyVersion("none");

    private GateConditions() {}

    /** What can be asked. */
    public enum Kind {
        /** Weeks at the gate. */
        TIME,
        /** Outputs that people decided. */
        REVIEWED,
        /** The lower bound of the share that they approved unchanged. */
        APPROVED_UNCHANGED,
        /** Withheld outputs that were compared with what a person did. */
        COMPARED,
        /** The lower bound of the share of these in agreement. */
        AGREEMENT,
        /** The share of calls that no model answered. */
        ERRORS,
        /** The share of calls whose output would not leave by itself at an open gate. */
        ESCALATIONS,
        /** What an output costs on average. */
        COST
    }

    /**
     * A condition.
     *
     * @param against why it is not met, in a sentence; null when it is
     */
    public record Condition(Kind kind, @Nullable String against) {

        public boolean isMet() {
            return against == null;
        }
    }

    /** The next step up; empty at an open gate. */
    public static Optional<Gate> next(Gate from) {
        return switch (from) {
            case SHADOW -> Optional.of(Gate.HUMAN_IN_THE_LOOP);
            case HUMAN_IN_THE_LOOP -> Optional.of(Gate.AUTONOMOUS);
            case AUTONOMOUS -> Optional.empty();
        };
    }

    /** What is asked of the next step up, in a fixed order; what binds nothing is left out. Empty at an open gate. */
    public static List<Condition> of(Gate from, GateEvidence evidence, GateConduct conduct, GateThresholds thresholds) {
        Optional<Gate> to = next(from);
        if (to.isEmpty()) {
            return List.of();
        }
        List<Condition> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            GateThresholds only = only(kind, from, thresholds);
            if (only != null) {
                MoveGate move = new MoveGate(ANY, to.get(), "anybody", "any", evidence, conduct, NONE);
                List<String> against = GateDecision.refusals(move, from, only);
                found.add(new Condition(kind, against.isEmpty() ? null : String.join(" ", against)));
            }
        }
        return List.copyOf(found);
    }

    private static @Nullable GateThresholds only(Kind kind, Gate from, GateThresholds all) {
        boolean isShadow = from == Gate.SHADOW;
        return switch (kind) {
            case TIME ->
                all.minimumWeeks() == 0
                        ? null
                        : new GateThresholds(0, 0, all.minimumWeeks(), 0, 0, 1, null, null, null, List.of(), 0, null);
            case REVIEWED ->
                isShadow || all.minimumReviewed() == 0 ? null : new GateThresholds(all.minimumReviewed(), 0);
            case APPROVED_UNCHANGED ->
                isShadow || all.minimumLowerBound() == 0 ? null : new GateThresholds(0, all.minimumLowerBound());
            case COMPARED ->
                !isShadow || all.minimumCompared() == 0
                        ? null
                        : new GateThresholds(
                                0, 0, 0, all.minimumCompared(), 0, 1, null, null, null, List.of(), 0, null);
            case AGREEMENT ->
                !isShadow || all.minimumAgreement() == 0
                        ? null
                        : new GateThresholds(
                                0, 0, 0, 0, all.minimumAgreement(), 1, null, null, null, List.of(), 0, null);
            case ERRORS ->
                all.maximumErrorShare() == null
                        ? null
                        : new GateThresholds(0, 0, 0, 0, 0, 1, all.maximumErrorShare(), null, null, List.of(), 0, null);
            case ESCALATIONS ->
                all.maximumEscalationShare() == null
                        ? null
                        : new GateThresholds(
                                0, 0, 0, 0, 0, 1, null, all.maximumEscalationShare(), null, List.of(), 0, null);
            case COST ->
                all.maximumCost() == null
                        ? null
                        : new GateThresholds(0, 0, 0, 0, 0, 1, null, null, all.maximumCost(), List.of(), 0, null);
        };
    }
}
