package dev.chancery.contracts.event;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import org.jspecify.annotations.Nullable;

/** A purpose and its autonomy; stream {@code workflow/<workflow>}. */
public sealed interface WorkflowEvent extends Event {

    WorkflowId workflow();

    /** The policy that a move of the gate was decided under; null for what is no move, and in the records of the first version. */
    default @Nullable PolicyVersion policy() {
        return null;
    }

    /** A workflow is known from now on, with the gate that the policy starts it at. */
    record WorkflowRegistered(WorkflowId workflow, String purpose, Gate gate) implements WorkflowEvent {}

    /**
     * The gate moved: a person moved it, or, when {@code drift} is there, it was lowered by itself.
     *
     * @param actor the person, or {@value #BY_ITSELF}
     * @param conduct null in the records of the first version
     * @param policy under which it was decided, null in the records of the first version
     * @param drift null when a person moved the gate
     */
    record GateTransitioned(
            WorkflowId workflow,
            Gate from,
            Gate to,
            String actor,
            String reason,
            GateEvidence evidence,
            @Nullable GateConduct conduct,
            @Nullable PolicyVersion policy,
            @Nullable Drift drift)
            implements WorkflowEvent {

        /** The actor of what no person did. */
        public static final String BY_ITSELF = "chancery";
    }

    /**
     * The evidence did not carry the move.
     *
     * @param refusal everything that stands against it, in sentences
     * @param reason that was given for the move, null in the records of the first version
     * @param conduct likewise
     * @param policy likewise
     */
    record GateTransitionRefused(
            WorkflowId workflow,
            Gate from,
            Gate to,
            String actor,
            String refusal,
            GateEvidence evidence,
            @Nullable String reason,
            @Nullable GateConduct conduct,
            @Nullable PolicyVersion policy)
            implements WorkflowEvent {}
}
