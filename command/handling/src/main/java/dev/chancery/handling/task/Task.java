package dev.chancery.handling.task;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordAttempt;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.command.TaskCommand.RecordSandbox;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.ContentEvent.ContentDisclosed;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.DeliveryOutcome;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.task.TaskAbandonment;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskOutcome;
import dev.chancery.decisions.task.ToolOpening;
import dev.chancery.decisions.task.ToolOutcome;
import dev.chancery.decisions.tools.ToolCallFacts;
import dev.chancery.handling.budget.Reservations;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** One governed act. Everything is decided by the pure functions of {@code router/decisions}; this applies what they say. */
final class Task {

    private enum Phase {
        OPEN,
        WAITING_FOR_REVIEW,
        CLOSED
    }

    /** How handing the output over stands. */
    private enum Handing {
        /** There is nothing to hand over, or not yet. */
        NONE,
        /** The caller may ask for it, or has got a part of it. */
        POSSIBLE,
        /** It is on its way, and what came of it has to be told. */
        OWED,
        DONE
    }

    @AggregateIdentifier
    private @Nullable String stream;

    private @Nullable TaskOpened opened;
    private @Nullable SpendReserved reserved;
    private @Nullable SpendSettled settled;
    private @Nullable Delivery delivery;
    private @Nullable DeliveryOutcome told;
    private final List<AttemptFailed> attempts = new ArrayList<>();
    private boolean streamed;
    private boolean toolAnswered;
    private boolean wasHeld;
    private boolean sandboxed;
    private Phase phase = Phase.OPEN;
    private Handing handing = Handing.NONE;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Opening open(OpenTask command, Policies policies, Reservations spending) {
        Policy policy = policies.version(command.asker().policy());
        List<Event> events = spending.reserve(
                policy,
                command.asker().agent(),
                command.asker().session(),
                command.task(),
                command.at(),
                balances -> TaskOpening.decide(command, policy, balances));
        events.forEach(event -> apply(event));
        return TaskOpening.opening(events);
    }

    /** Told twice, because nobody knew whether the first time was recorded, it is answered as the first time. */
    @CommandHandler
    Delivery recordOutcome(RecordOutcome command, Policies policies, Reservations spending) {
        if (delivery != null && settled != null) {
            spending.settled(command.task(), settled);
            return delivery;
        }
        TaskOpened was = inPhase(Phase.OPEN);
        SpendReserved reservation = Objects.requireNonNull(reserved, "An open task has a reservation");
        List<Event> events = TaskOutcome.decide(
                        command, policies.version(was.policy()), reservation.amount(), was.workflow(), streamed)
                .stream()
                .filter(event -> !(event instanceof AttemptFailed failed && failed.attempt() <= attempts.size()))
                .toList();
        settle(command.task(), events, spending);
        return TaskOutcome.delivery(events);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Opening requestToolCall(RequestToolCall command, Policies policies, Reservations spending, CallRates rates) {
        AgentId agent = command.asker().agent();
        Policy policy = policies.version(command.asker().policy());
        List<String> counted = ToolCallFacts.counted(agent, command.server(), command.tool(), policy);
        List<Event> events = spending.reserve(
                policy,
                agent,
                command.asker().session(),
                command.task(),
                command.at(),
                balances -> rates.count(
                        agent, command.at(), counted, counts -> ToolOpening.decide(command, policy, counts, balances)));
        events.forEach(event -> apply(event));
        return TaskOpening.opening(events);
    }

    @CommandHandler
    void recordSandbox(RecordSandbox command) {
        inPhase(Phase.OPEN);
        apply(command.opened());
    }

    /** Told twice, because nobody knew whether the first time was recorded, it is recorded once. */
    @CommandHandler
    void recordToolOutcome(RecordToolOutcome command, Reservations spending) {
        if (toolAnswered) {
            if (settled != null) {
                spending.settled(command.task(), settled);
            }
            return;
        }
        inPhase(Phase.OPEN);
        settle(command.task(), ToolOutcome.decide(command, cost(), wasHeld, sandboxed), spending);
    }

    private @Nullable Micros cost() {
        return reserved == null ? null : reserved.amount();
    }

    @CommandHandler
    void decideReview(DecideReview command, Reservations spending) {
        if (inPhase(Phase.WAITING_FOR_REVIEW).kind() == TaskKind.TOOL_CALL) {
            settle(command.task(), ToolOutcome.decide(command, cost()), spending);
            return;
        }
        apply(
                switch (command.action()) {
                    case APPROVE -> new OutputApproved(command.reviewer(), command.reason());
                    case REJECT -> new OutputRejected(command.reviewer(), command.reason());
                    case EDIT ->
                        new OutputEdited(
                                command.reviewer(),
                                command.reason(),
                                Objects.requireNonNull(command.edited(), "An edit brings the text")
                                        .ref());
                });
    }

    @CommandHandler
    void disclose(DiscloseContent command) {
        command.content().forEach(content -> apply(new ContentDisclosed(content, command.to(), command.purpose())));
    }

    @CommandHandler
    void recordAttempt(RecordAttempt command) {
        if (phase == Phase.OPEN && command.failure().attempt() == attempts.size() + 1) {
            apply(command.failure());
        }
    }

    @CommandHandler
    void abandon(AbandonTask command, Reservations spending) {
        if (phase != Phase.OPEN) {
            if (settled != null) {
                spending.settled(command.task(), settled);
            }
            if (handing == Handing.OWED && command.cause() != AbandonCause.COMMIT_UNKNOWN) {
                apply(new DeliveryAbandoned(command.cause()));
            }
            return;
        }
        if (command.cause() == AbandonCause.COMMIT_UNKNOWN && !spending.isUncertain(command.task())) {
            // Under the same idempotency key the task was opened again, and this time it is known and under way.
            return;
        }
        settle(command.task(), TaskAbandonment.decide(command.cause(), reserved, attempts), spending);
    }

    /** One of many, see {@link Deliveries}. Told twice, it is recorded once. */
    void recordDelivery(RecordDelivery command) {
        DeliveryOutcome outcome = command.failure() == null
                ? new OutputDelivered(command.bytes())
                : new DeliveryFailed(command.failure(), command.bytes());
        if (handing != Handing.NONE && handing != Handing.DONE && !outcome.equals(told)) {
            apply(outcome);
        }
    }

    private static void settle(TaskId task, List<Event> events, Reservations spending) {
        for (Event event : events) {
            apply(event);
            if (event instanceof SpendSettled spent) {
                spending.settle(task, spent);
            }
        }
    }

    private TaskOpened inPhase(Phase wanted) {
        if (phase != wanted || opened == null) {
            throw new WrongPhase(stream + " is " + phase + " and not " + wanted);
        }
        return opened;
    }

    /** A command came too late or too early; nothing was recorded. */
    static final class WrongPhase extends IllegalStateException {
        private static final long serialVersionUID = 1;

        WrongPhase(String message) {
            super(message);
        }
    }

    @EventSourcingHandler
    void on(TaskEvent event) {
        switch (event) {
            case TaskOpened e -> {
                stream = TaskCommand.stream(e.task());
                opened = e;
            }
            case SpendReserved e -> reserved = e;
            case StreamPermitted e -> streamed = true;
            case SpendSettled e -> settled = e;
            case OutputHeld e -> ended(Phase.WAITING_FOR_REVIEW, Delivery.HELD);
            case OutputReleased e -> {
                ended(Phase.CLOSED, Delivery.RELEASED);
                handing = e.handover() == null ? Handing.POSSIBLE : Handing.OWED;
            }
            case OutputShadowed e -> ended(Phase.CLOSED, Delivery.SHADOWED);
            case TaskFailed e -> {
                ended(Phase.CLOSED, Delivery.FAILED);
                handing = streamed ? Handing.POSSIBLE : Handing.NONE;
            }
            case TaskRefused e -> phase = Phase.CLOSED;
            case OutputApproved e -> reviewed();
            case OutputEdited e -> reviewed();
            case OutputRejected e -> phase = Phase.CLOSED;
            case TaskAbandoned e -> phase = Phase.CLOSED;
            case TaskEvent.PersonalDataRedacted e -> {}
            case TaskEvent.TaskClassified e -> {}
            case TaskEvent.RoutingDecided e -> {}
            case AttemptFailed e -> attempts.add(e);
            case OutputDelivered e -> told(e, Handing.DONE);
            case DeliveryOutcome e -> told(e, Handing.POSSIBLE);
            case TaskEvent.InferenceCompleted e -> {}
            case TaskEvent.OutputScreened e -> {}
            case TaskEvent.JudgeVerdictRecorded e -> {}
        }
    }

    private void ended(Phase next, Delivery by) {
        phase = next;
        delivery = by;
    }

    private void reviewed() {
        phase = Phase.CLOSED;
        handing = Handing.POSSIBLE;
    }

    private void told(DeliveryOutcome outcome, Handing now) {
        told = outcome;
        handing = now;
    }

    @EventSourcingHandler
    void on(ToolEvent event) {
        switch (event) {
            case ToolEvent.ToolCallDenied e -> phase = Phase.CLOSED;
            case ToolEvent.ToolCallCompleted e -> {
                phase = Phase.CLOSED;
                toolAnswered = true;
                handing = e.handover() == Handover.WHOLE ? Handing.OWED : Handing.POSSIBLE;
            }
            case ToolEvent.ToolCallFailed e -> {
                phase = Phase.CLOSED;
                toolAnswered = true;
            }
            case ToolEvent.ToolCallHeld e -> {
                phase = Phase.WAITING_FOR_REVIEW;
                wasHeld = true;
            }
            case ToolEvent.ToolCallApproved e -> phase = Phase.OPEN;
            case ToolEvent.ToolCallRejected e -> phase = Phase.CLOSED;
            case ToolEvent.ToolCallRequested e -> {}
            case ToolEvent.ToolCallAuthorized e -> {}
        }
    }

    @EventSourcingHandler
    void on(SandboxEvent event) {
        sandboxed = switch (event) {
            case SandboxEvent.SandboxOpened e -> true;
            case SandboxEvent.SandboxClosed e -> false;
        };
    }
}
