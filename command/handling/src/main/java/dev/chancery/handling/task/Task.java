package dev.chancery.handling.task;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.DraftStep;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.TaskCommand.ExplainTask;
import dev.chancery.contracts.command.TaskCommand.KeepDraft;
import dev.chancery.contracts.command.TaskCommand.OpenComparison;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordAttempt;
import dev.chancery.contracts.command.TaskCommand.RecordComparison;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.command.TaskCommand.RecordDraft;
import dev.chancery.contracts.command.TaskCommand.RecordHumanOutcome;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.command.TaskCommand.RecordSandbox;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.command.TaskCommand.RecordVerdict;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.command.TaskCommand.ReviseDraft;
import dev.chancery.contracts.event.ContentEvent.ContentDisclosed;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.DeliveryOutcome;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskExplained;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.gate.OutcomeSimilarity;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.task.TaskAbandonment;
import dev.chancery.decisions.task.TaskComparison;
import dev.chancery.decisions.task.TaskDraft;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskOutcome;
import dev.chancery.decisions.task.TaskProgress;
import dev.chancery.decisions.task.ToolOpening;
import dev.chancery.decisions.task.ToolOutcome;
import dev.chancery.decisions.tools.ToolCallFacts;
import dev.chancery.handling.budget.Reservations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
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

    /** Whether a person looks at the output after it was delivered. */
    private enum Afterwards {
        NO,
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
    private final TaskProgress progress = new TaskProgress();
    private boolean revising;
    private boolean streamed;
    private @Nullable String grant;
    private boolean toolAnswered;
    private Passage passage = Passage.DELIVERED;
    private boolean wasHeld;
    private boolean sandboxed;
    private @Nullable ContentRef answer;
    private boolean compared;
    private Afterwards afterwards = Afterwards.NO;

    /** What each person was shown last of what is decided about; only people who may review are among them. */
    private final Map<String, Showing> showings = new HashMap<>();

    private Phase phase = Phase.OPEN;
    private Handing handing = Handing.NONE;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Opening open(OpenTask command, Policies policies, Reservations spending, Repetitions repetitions) {
        Policy policy = policies.version(command.asker().policy());
        int repeated = repetitions.before(command, policy);
        List<Event> events = spending.reserve(
                policy,
                command.asker().agent(),
                command.asker().workflow(),
                command.asker().session(),
                command.task(),
                command.at(),
                balances -> TaskOpening.decide(command, policy, repeated, balances));
        events.forEach(event -> apply(event));
        return TaskOpening.opening(events);
    }

    /** Told twice, because nobody knew whether the first time was recorded, it is answered as the first time. */
    @CommandHandler
    Delivery recordOutcome(RecordOutcome command, Policies policies, Reservations spending, Repetitions repetitions) {
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
        repetitions.led(
                was,
                command.answer() == null ? null : command.answer().content().text());
        return TaskOutcome.delivery(events);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Opening requestToolCall(
            RequestToolCall command,
            Policies policies,
            Reservations spending,
            CallRates rates,
            Repetitions repetitions) {
        AgentId agent = command.asker().agent();
        Policy policy = policies.version(command.asker().policy());
        int repeated = repetitions.before(command, policy);
        List<String> counted = ToolCallFacts.counted(agent, command.server(), command.tool(), policy);
        List<Event> events = spending.reserve(
                policy,
                agent,
                command.asker().workflow(),
                command.asker().session(),
                command.task(),
                command.at(),
                balances -> rates.count(
                        agent,
                        command.at(),
                        counted,
                        counts -> ToolOpening.decide(command, policy, repeated, counts, balances)));
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
    Passage recordToolOutcome(
            RecordToolOutcome command, Policies policies, Reservations spending, Repetitions repetitions) {
        if (toolAnswered) {
            if (settled != null) {
                spending.settled(command.task(), settled);
            }
            return passage;
        }
        TaskOpened was = inPhase(Phase.OPEN);
        List<Event> events = ToolOutcome.decide(
                command,
                cost(),
                wasHeld,
                was.agent(),
                Objects.requireNonNull(grant, "An open call has a grant"),
                policies.version(was.policy()),
                sandboxed);
        settle(command.task(), events, spending);
        repetitions.led(was, command.result() == null ? null : command.result().text());
        return ToolOutcome.passage(events);
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Opening openComparison(OpenComparison command, Policies policies, Reservations spending) {
        Policy policy = policies.version(command.asker().policy());
        List<Event> events = spending.reserve(
                policy,
                command.asker().agent(),
                command.asker().workflow(),
                command.asker().session(),
                command.task(),
                command.at(),
                balances -> TaskComparison.decide(command, policy, balances));
        events.forEach(event -> apply(event));
        return TaskOpening.opening(events);
    }

    /** Told twice, because nobody knew whether the first time was recorded, it is recorded once. */
    @CommandHandler
    void recordComparison(RecordComparison command, Policies policies, Reservations spending) {
        if (settled != null) {
            spending.settled(command.task(), settled);
            return;
        }
        TaskOpened was = inPhase(Phase.OPEN);
        settle(command.task(), TaskComparison.decide(command, progress, policies.version(was.policy())), spending);
    }

    /** Told twice, because nobody knew whether the first time was recorded, it is recorded once; so are the three below. */
    @CommandHandler
    @Nullable
    DraftStep recordDraft(RecordDraft command, Policies policies, Reservations spending, Repetitions repetitions) {
        if (command.round() <= progress.answers()) {
            return null;
        }
        TaskOpened was = inPhase(Phase.OPEN);
        DraftStep step =
                draft(command.task(), policies, spending, policy -> TaskDraft.decide(command, progress, policy));
        if (command.round() == 1) {
            // What the same prompt leads to by itself; revisions depend on a judge.
            repetitions.led(was, command.answer().content().text());
        }
        return step;
    }

    @CommandHandler
    @Nullable
    DraftStep recordVerdict(RecordVerdict command, Policies policies, Reservations spending) {
        return command.round() != progress.answers() || progress.verdict() != null
                ? null
                : draft(command.task(), policies, spending, policy -> TaskDraft.decide(command, progress, policy));
    }

    @CommandHandler
    @Nullable
    DraftStep reviseDraft(ReviseDraft command, Policies policies, Reservations spending) {
        return command.round() != progress.answers() || revising || phase != Phase.OPEN
                ? null
                : draft(command.task(), policies, spending, policy -> TaskDraft.decide(command, progress, policy));
    }

    @CommandHandler
    @Nullable
    DraftStep keepDraft(KeepDraft command, Policies policies, Reservations spending) {
        return command.round() != progress.answers() || phase != Phase.OPEN
                ? null
                : draft(command.task(), policies, spending, policy -> TaskDraft.decide(command, progress, policy));
    }

    private DraftStep draft(
            TaskId task, Policies policies, Reservations spending, Function<Policy, List<Event>> decide) {
        TaskOpened was = inPhase(Phase.OPEN);
        List<Event> events = decide.apply(policies.version(was.policy()));
        settle(task, events, spending);
        return TaskDraft.step(events);
    }

    private @Nullable Micros cost() {
        return reserved == null ? null : reserved.amount();
    }

    @CommandHandler
    void decideReview(DecideReview command, Policies policies, Reservations spending) {
        if (phase == Phase.CLOSED && afterwards == Afterwards.OWED) {
            apply(timed(command.reviewer()));
            pair(command, policies);
            apply(new OutputReviewed(
                    command.reviewer(),
                    switch (command.action()) {
                        case APPROVE -> Finding.RIGHT;
                        case EDIT -> Finding.OTHERWISE;
                        case REJECT -> Finding.WRONG;
                    },
                    command.reason(),
                    command.edited() == null ? null : command.edited().ref()));
            return;
        }
        if (inPhase(Phase.WAITING_FOR_REVIEW).kind() == TaskKind.TOOL_CALL) {
            if (toolAnswered) {
                Event decided = ToolOutcome.decideResult(command);
                apply(timed(command.reviewer()));
                apply(decided);
                return;
            }
            List<Event> decided = ToolOutcome.decide(command, cost());
            apply(timed(command.reviewer()));
            settle(command.task(), decided, spending);
            return;
        }
        apply(timed(command.reviewer()));
        pair(command, policies);
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

    private void pair(DecideReview command, Policies policies) {
        if (command.edited() != null && opened != null) {
            TaskComparison.pairing(progress, policies.version(opened.policy())).ifPresent(paired -> apply(paired));
        }
    }

    /** What he was shown last, and how long ago: both are the record's, nothing is what a client says. */
    private ReviewTimed timed(String reviewer) {
        Showing shown = showings.get(reviewer);
        return new ReviewTimed(
                reviewer,
                shown,
                shown == null
                        ? null
                        : Math.max(
                                0,
                                Duration.between(shown.at(), GenericEventMessage.clock.instant())
                                        .toMillis()));
    }

    @CommandHandler
    OutcomeComparison recordHumanOutcome(RecordHumanOutcome command, Policies policies) {
        ContentRef output = answer;
        if (opened == null || delivery != Delivery.SHADOWED || output == null) {
            throw new WrongPhase("The output of " + stream + " was not withheld in the shadow.");
        }
        if (compared) {
            throw new WrongPhase(stream + " was compared with a person's outcome already.");
        }
        if (!Content.of(
                        output.content(),
                        command.answer().salt(),
                        command.answer().utf8())
                .ref()
                .equals(output)) {
            throw new IllegalArgumentException("What is compared is not the output that the record commits to.");
        }
        OutcomeComparison comparison = OutcomeSimilarity.compare(
                command.answer().text(),
                command.outcome().text(),
                policies.version(opened.policy()).gates().similarity());
        apply(new HumanOutcomeRecorded(command.by(), command.outcome().ref(), comparison));
        return comparison;
    }

    @CommandHandler
    void disclose(DiscloseContent command) {
        command.content().forEach(content -> apply(new ContentDisclosed(content, command.to(), command.purpose())));
    }

    @CommandHandler
    void explain(ExplainTask command) {
        apply(new TaskExplained(command.to(), command.sha256()));
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
        settle(
                command.task(),
                TaskAbandonment.decide(command.cause(), reserved, attempts, progress.answers() > 0),
                spending);
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
        progress.take(event);
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
            case OutputSampled e -> afterwards = Afterwards.OWED;
            case OutputReviewed e -> afterwards = Afterwards.DONE;
            case OutputPaired e -> {}
            case PairPosed e -> {}
            case PairJudged e -> phase = Phase.CLOSED;
            case HumanOutcomeRecorded e -> compared = true;
            case ReviewTimed e -> {}
            case TaskExplained e -> {}
            case TaskEvent.PersonalDataRedacted e -> {}
            case TaskEvent.TaskClassified e -> {}
            case TaskEvent.CallRepeated e -> {}
            case TaskEvent.RoutingDecided e -> {}
            case AttemptFailed e -> attempts.add(e);
            case OutputDelivered e -> told(e, Handing.DONE);
            case DeliveryOutcome e -> told(e, Handing.POSSIBLE);
            case TaskEvent.InferenceCompleted e -> {
                answer = e.answer();
                revising = false;
            }
            case TaskEvent.OutputScreened e -> {}
            case TaskEvent.JudgeRoutingDecided e -> {}
            case TaskEvent.JudgeAnswered e -> {}
            case TaskEvent.JudgeVerdictRecorded e -> {}
            case TaskEvent.RevisionDecided e -> revising = true;
        }
    }

    /** Of the output or the result of a tool, or of the arguments of a call that has none. */
    @EventSourcingHandler
    void on(ContentDisclosed event, @Timestamp Instant at, @SequenceNumber long sequence) {
        ContentRef decided = answer != null ? answer : opened == null ? null : opened.request();
        if (decided != null && decided.content().equals(event.content())) {
            showings.put(event.to(), new Showing(event.content(), decided.commitment(), sequence, at));
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
                answer = e.result();
                showings.clear();
                handing = e.handover() == Handover.WHOLE ? Handing.OWED : Handing.POSSIBLE;
            }
            case ToolEvent.ToolCallFailed e -> {
                phase = Phase.CLOSED;
                toolAnswered = true;
            }
            case ToolEvent.ToolCallHeld e -> {
                grant = e.grant();
                phase = Phase.WAITING_FOR_REVIEW;
                wasHeld = true;
            }
            case ToolEvent.ToolResultScreened e -> {
                passage = e.passage();
                if (passage == Passage.HELD) {
                    phase = Phase.WAITING_FOR_REVIEW;
                } else if (passage == Passage.REFUSED) {
                    handing = Handing.NONE;
                }
            }
            case ToolEvent.ToolResultApproved e -> reviewed();
            case ToolEvent.ToolResultRejected e -> {
                phase = Phase.CLOSED;
                handing = Handing.NONE;
            }
            case ToolEvent.ToolCallApproved e -> phase = Phase.OPEN;
            case ToolEvent.ToolCallRejected e -> phase = Phase.CLOSED;
            case ToolEvent.ToolCallRequested e -> {}
            case ToolEvent.ToolCallAuthorized e -> grant = e.grant();
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
