package dev.chancery.handling.workflow;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.WorkflowCommand.LowerGate;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.log.StreamSummary;
import dev.chancery.decisions.gate.DriftDecision;
import dev.chancery.decisions.gate.GateDecision;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** A purpose and the gate that it stands at. */
final class Workflow implements StreamSummary.Source {

    @AggregateIdentifier
    private @Nullable String stream;

    private Gate gate = Gate.SHADOW;
    private @Nullable WorkflowRegistered registered;
    private @Nullable GateTransitioned moved;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void register(RegisterWorkflow command) {
        if (stream == null) {
            apply(new WorkflowRegistered(command.workflow(), command.purpose(), command.gate()));
        }
    }

    /**
     * What stands against the move: nothing when the gate moved. The refusal is recorded too.
     *
     * @throws IllegalStateException when the gate would rise on what was before it last moved
     */
    @CommandHandler
    List<String> moveGate(MoveGate command, Policies policies) {
        if (command.to().compareTo(gate) > 0 && isBeforeTheLastMove(command.conduct())) {
            throw new IllegalStateException(
                    "The gate has moved since the evidence was gathered. Look at it and try again.");
        }
        GateThresholds thresholds = policies.version(command.policy()).gates();
        List<String> refusals = GateDecision.refusals(command, gate, thresholds);
        apply(GateDecision.decide(command, gate, thresholds));
        return refusals;
    }

    /** True when the gate was lowered. Told twice, or of what was before the gate last moved, it does nothing. */
    @CommandHandler
    boolean lowerGate(LowerGate command, Policies policies) {
        if (isBeforeTheLastMove(command.conduct())) {
            return false;
        }
        Optional<GateTransitioned> lowered = DriftDecision.decide(
                command, gate, policies.version(command.policy()).gates());
        lowered.ifPresent(event -> apply(event));
        return lowered.isPresent();
    }

    private boolean isBeforeTheLastMove(GateConduct conduct) {
        GateConduct atTheMove = moved == null ? null : moved.conduct();
        return atTheMove != null && !atTheMove.until().equals(conduct.since());
    }

    @Override
    public StreamSummary summary() {
        return StreamSummary.of(registered, moved);
    }

    @EventSourcingHandler
    void on(StreamSummary summary) {
        summary.events().forEach(event -> on((WorkflowEvent) event));
    }

    @EventSourcingHandler
    void on(WorkflowEvent event) {
        switch (event) {
            case WorkflowRegistered e -> {
                stream = new RegisterWorkflow(e.workflow(), e.purpose(), e.gate()).target();
                gate = e.gate();
                registered = e;
            }
            case GateTransitioned e -> {
                gate = e.to();
                moved = e;
            }
            case GateTransitionRefused e -> {}
        }
    }
}
