package dev.chancery.decisions.gate;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.WorkflowCommand.LowerGate;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides a recorded move of a gate again, from what its own event holds: where the gate stood, the evidence, the alarm. */
public final class GateReplay {

    private GateReplay() {}

    /**
     * The event that the same facts lead to, null when they lead to none.
     *
     * @throws IllegalArgumentException when there is nothing to decide again, see {@link WorkflowEvent#policy}
     */
    public static @Nullable WorkflowEvent again(WorkflowEvent event, Function<PolicyVersion, Policy> policies) {
        PolicyVersion version = event.policy();
        if (version == null) {
            throw new IllegalArgumentException("The event tells no policy that it was decided under");
        }
        GateThresholds thresholds = policies.apply(version).gates();
        return switch (event) {
            case GateTransitioned e ->
                e.drift() == null
                        ? move(
                                e.workflow(),
                                e.from(),
                                e.to(),
                                e.actor(),
                                e.reason(),
                                e.evidence(),
                                e.conduct(),
                                version,
                                thresholds)
                        : DriftDecision.decide(
                                        new LowerGate(
                                                e.workflow(), e.evidence(), conduct(e.conduct()), e.drift(), version),
                                        e.from(),
                                        thresholds)
                                .orElse(null);
            case GateTransitionRefused e ->
                move(
                        e.workflow(),
                        e.from(),
                        e.to(),
                        e.actor(),
                        e.reason(),
                        e.evidence(),
                        e.conduct(),
                        version,
                        thresholds);
            default -> throw new IllegalArgumentException("The event tells no decision about a gate");
        };
    }

    private static WorkflowEvent move(
            WorkflowId workflow,
            Gate from,
            Gate to,
            String actor,
            @Nullable String reason,
            GateEvidence evidence,
            @Nullable GateConduct conduct,
            PolicyVersion version,
            GateThresholds thresholds) {
        return GateDecision.decide(
                new MoveGate(workflow, to, actor, reason == null ? "" : reason, evidence, conduct(conduct), version),
                from,
                thresholds);
    }

    private static GateConduct conduct(@Nullable GateConduct recorded) {
        if (recorded == null) {
            throw new IllegalArgumentException("A move that names its policy tells how the workflow has done");
        }
        return recorded;
    }
}
