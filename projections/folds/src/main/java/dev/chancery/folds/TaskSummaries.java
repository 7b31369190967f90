package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.ContentEvent.ContentDisclosed;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.CallRepeated;
import dev.chancery.contracts.event.TaskEvent.DeliveryOutcome;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.RevisionDecided;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskExplained;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.TaskSummary.Asked;
import dev.chancery.folds.TaskSummary.Charge;
import dev.chancery.folds.TaskSummary.Origin;
import dev.chancery.folds.TaskSummary.Seat;
import dev.chancery.folds.TaskSummary.Served;
import dev.chancery.folds.TaskSummary.Spending;
import dev.chancery.folds.TaskSummary.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every task by its id. */
public final class TaskSummaries implements Fold<Recorded, TaskId, TaskSummary> {

    /** Deployment of a charge that no deployment is known for. */
    public static final String NOWHERE = "none";

    private static final String STREAM = "task/";

    @Override
    public String name() {
        return "task-summaries";
    }

    @Override
    public int version() {
        return 6;
    }

    @Override
    public List<TaskId> keys(Recorded event) {
        // What came of a delivery changes no summary; so most tasks are written once.
        return event.stream().startsWith(STREAM) && !(event.event() instanceof DeliveryOutcome)
                ? List.of(new TaskId(event.stream().substring(STREAM.length())))
                : List.of();
    }

    @Override
    public TaskSummary apply(TaskId key, @Nullable TaskSummary before, Recorded recorded) {
        if (recorded.event() instanceof TaskOpened opened) {
            return open(opened, recorded);
        }
        if (before == null) {
            throw new IllegalStateException("The stream of " + key + " does not begin with its opening");
        }
        TaskSummary after = switch (recorded.event()) {
            case TaskEvent event -> task(before, event, recorded.at());
            case ToolEvent event -> tool(before, event, recorded.at());
            case SandboxEvent ignored -> before;
            case ContentDisclosed ignored -> before;
            default -> throw new IllegalStateException("No event of a task: " + recorded.position());
        };
        return new TaskSummary(
                after.origin(),
                after.asked(),
                after.spending(),
                after.served(),
                after.output(),
                after.standing(),
                recorded.position());
    }

    /** A whole stream at once; null when it is empty. */
    public @Nullable TaskSummary of(List<Recorded> stream) {
        TaskSummary summary = null;
        for (Recorded recorded : stream) {
            for (TaskId key : keys(recorded)) {
                summary = apply(key, summary, recorded);
            }
        }
        return summary;
    }

    private static TaskSummary open(TaskOpened opened, Recorded recorded) {
        Origin origin = new Origin(
                opened.task(),
                opened.kind(),
                opened.agent(),
                opened.workflow(),
                opened.session(),
                opened.subject(),
                opened.request(),
                opened.policy(),
                recorded.at(),
                recorded.position());
        return new TaskSummary(
                origin,
                new Asked(null, null, List.of(), null, null),
                new Spending(List.of(), null, List.of(), 0, null),
                null,
                null,
                new Standing(TaskState.OPENED, null, null, null, null, null, null, null),
                recorded.position());
    }

    private static TaskSummary task(TaskSummary before, TaskEvent event, Instant at) {
        Asked asked = before.asked();
        Spending spending = before.spending();
        Standing standing = before.standing();
        return switch (event) {
            case TaskOpened ignored -> before;
            case PersonalDataRedacted e ->
                asked(
                        before,
                        new Asked(asked.model(), asked.tool(), e.facts().found(), e.sensitivity(), asked.label()));
            case TaskClassified e ->
                asked(
                        before,
                        new Asked(
                                asked.model(),
                                asked.tool(),
                                asked.found(),
                                asked.sensitivity(),
                                e.classification().label()));
            case RoutingDecided e -> routed(before, e);
            case SpendReserved e ->
                spending(
                        before,
                        new Spending(
                                spending.seats(),
                                e.amount(),
                                spending.charges(),
                                spending.failedAttempts(),
                                spending.settled()));
            case CallRepeated ignored -> before;
            case StreamPermitted ignored -> before;
            case TaskRefused e -> refused(before, e.refusal(), at);
            case AttemptFailed e ->
                spending(
                        before,
                        new Spending(
                                spending.seats(),
                                spending.reserved(),
                                e.charged().amount() == 0
                                        ? spending.charges()
                                        : and(
                                                spending.charges(),
                                                Charge.of(
                                                        e.deployment(),
                                                        tier(spending, e.deployment()),
                                                        e.charged(),
                                                        Charge.Kind.FAILED)),
                                spending.failedAttempts() + 1,
                                spending.settled()));
            case InferenceCompleted e -> completed(before, e, at);
            case OutputScreened ignored -> before;
            case JudgeRoutingDecided e -> seated(before, e.candidates());
            case JudgeAnswered e ->
                spending(
                        before,
                        new Spending(
                                spending.seats(),
                                spending.reserved(),
                                and(
                                        spending.charges(),
                                        Charge.of(
                                                e.deployment(),
                                                tier(spending, e.deployment()),
                                                e.cost(),
                                                Charge.Kind.JUDGE,
                                                e.usage())),
                                spending.failedAttempts(),
                                spending.settled()));
            case JudgeVerdictRecorded e -> judged(before, e.passed());
            case RevisionDecided e -> seated(before, e.candidates());
            case SpendSettled e -> settled(before, e.settled());
            case OutputReleased e -> delivered(before, TaskState.RELEASED, e.gate(), null, at, at);
            case OutputHeld e -> delivered(before, TaskState.HELD, e.gate(), e.reason(), at, null);
            case OutputShadowed e -> delivered(before, TaskState.SHADOWED, e.gate(), null, at, at);
            case OutputApproved e ->
                reviewed(before, TaskState.APPROVED, e.reviewer(), e.reason(), before.output(), at);
            case OutputEdited e -> reviewed(before, TaskState.EDITED, e.reviewer(), e.reason(), e.answer(), at);
            case OutputRejected e ->
                reviewed(before, TaskState.REJECTED, e.reviewer(), e.reason(), before.output(), at);
            case OutputSampled ignored -> before;
            case OutputPaired ignored -> before;
            case PairPosed ignored -> before;
            case PairJudged e ->
                standing(
                        before,
                        new Standing(TaskState.COMPARED, standing.gate(), null, null, e.failure(), null, at, at));
            case ReviewTimed ignored -> before;
            case TaskExplained ignored -> before;
            case HumanOutcomeRecorded ignored -> before;
            case OutputReviewed e ->
                standing(
                        before,
                        new Standing(
                                standing.state(),
                                standing.gate(),
                                standing.hold(),
                                standing.refusal(),
                                e.reason(),
                                e.reviewer(),
                                standing.deliveredAt(),
                                standing.closedAt()));
            case TaskFailed e ->
                standing(before, new Standing(TaskState.FAILED, standing.gate(), null, null, e.reason(), null, at, at));
            case TaskAbandoned e -> abandoned(before, e.reason(), at);
            case DeliveryOutcome ignored -> before;
        };
    }

    private static TaskSummary tool(TaskSummary before, ToolEvent event, Instant at) {
        Asked asked = before.asked();
        Standing standing = before.standing();
        return switch (event) {
            case ToolCallRequested e ->
                asked(
                        before,
                        new Asked(
                                asked.model(),
                                e.server() + "/" + e.tool(),
                                asked.found(),
                                asked.sensitivity(),
                                asked.label()));
            case ToolCallAuthorized ignored -> before;
            case ToolCallHeld ignored ->
                standing(
                        before,
                        new Standing(
                                TaskState.HELD, standing.gate(), HoldReason.TOOL_CALL, null, null, null, at, null));
            case ToolCallApproved e ->
                standing(
                        before,
                        new Standing(
                                TaskState.OPENED,
                                standing.gate(),
                                standing.hold(),
                                null,
                                e.reason(),
                                e.reviewer(),
                                standing.deliveredAt(),
                                null));
            case ToolCallRejected e ->
                reviewed(before, TaskState.REJECTED, e.reviewer(), e.reason(), before.output(), at);
            case ToolCallDenied e -> refused(before, e.refusal(), at);
            case ToolCallCompleted e ->
                standing(
                        new TaskSummary(
                                before.origin(),
                                asked,
                                before.spending(),
                                before.served(),
                                e.result(),
                                standing,
                                before.position()),
                        new Standing(
                                TaskState.RELEASED,
                                standing.gate(),
                                standing.hold(),
                                null,
                                standing.reason(),
                                standing.reviewer(),
                                at,
                                at));
            case ToolResultScreened e -> screened(before, e, at);
            case ToolResultApproved e ->
                reviewed(before, TaskState.RELEASED, e.reviewer(), e.reason(), before.output(), at);
            case ToolResultRejected e ->
                reviewed(before, TaskState.REJECTED, e.reviewer(), e.reason(), before.output(), at);
            case ToolCallFailed e ->
                standing(
                        before,
                        new Standing(
                                TaskState.FAILED,
                                standing.gate(),
                                standing.hold(),
                                null,
                                e.detail(),
                                standing.reviewer(),
                                at,
                                at));
        };
    }

    /** It follows the completion, which alone would have released the result. */
    private static TaskSummary screened(TaskSummary before, ToolResultScreened event, Instant at) {
        Standing standing = before.standing();
        return switch (event.passage()) {
            case DELIVERED, FLAGGED -> before;
            case HELD ->
                standing(
                        before,
                        new Standing(
                                TaskState.HELD, standing.gate(), HoldReason.TOOL_RESULT, null, null, null, at, null));
            case REFUSED ->
                standing(
                        before,
                        new Standing(
                                TaskState.REFUSED,
                                standing.gate(),
                                standing.hold(),
                                ToolResultScreened.REFUSED,
                                event.sentence(),
                                standing.reviewer(),
                                at,
                                at));
        };
    }

    private static TaskSummary routed(TaskSummary before, RoutingDecided event) {
        Asked asked = before.asked();
        Spending spending = before.spending();
        List<Seat> seats = event.candidates().stream()
                .map(candidate -> new Seat(candidate.deployment(), candidate.tier()))
                .toList();
        return spending(
                asked(
                        before,
                        new Asked(
                                event.facts().request().model(),
                                asked.tool(),
                                asked.found(),
                                asked.sensitivity(),
                                asked.label())),
                new Spending(
                        seats, spending.reserved(), spending.charges(), spending.failedAttempts(), spending.settled()));
    }

    /** Whoever may judge or revise the answer is permitted, too. */
    private static TaskSummary seated(TaskSummary before, List<Candidate> candidates) {
        Spending spending = before.spending();
        List<Seat> seats = new ArrayList<>(spending.seats());
        for (Candidate candidate : candidates) {
            Seat seat = new Seat(candidate.deployment(), candidate.tier());
            if (!seats.contains(seat)) {
                seats.add(seat);
            }
        }
        return spending(
                before,
                new Spending(
                        List.copyOf(seats),
                        spending.reserved(),
                        spending.charges(),
                        spending.failedAttempts(),
                        spending.settled()));
    }

    private static TaskSummary completed(TaskSummary before, InferenceCompleted event, Instant at) {
        Spending spending = before.spending();
        Tier tier = tier(spending, event.deployment());
        return new TaskSummary(
                before.origin(),
                before.asked(),
                new Spending(
                        spending.seats(),
                        spending.reserved(),
                        and(
                                spending.charges(),
                                Charge.of(
                                        event.deployment(),
                                        tier,
                                        event.cost(),
                                        before.served() == null ? Charge.Kind.ANSWER : Charge.Kind.REVISION,
                                        event.usage())),
                        spending.failedAttempts(),
                        spending.settled()),
                new Served(event.deployment(), tier, event.modelVersion(), event.usage(), event.millis(), at, null),
                event.answer(),
                before.standing(),
                before.position());
    }

    private static TaskSummary judged(TaskSummary before, boolean passed) {
        Served served = before.served();
        return served == null
                ? before
                : new TaskSummary(
                        before.origin(),
                        before.asked(),
                        before.spending(),
                        new Served(
                                served.deployment(),
                                served.tier(),
                                served.modelVersion(),
                                served.usage(),
                                served.millis(),
                                served.at(),
                                passed),
                        before.output(),
                        before.standing(),
                        before.position());
    }

    /** The first settlement counts; what no call was charged with goes to where the task was served. */
    private static TaskSummary settled(TaskSummary before, Micros settled) {
        Spending spending = before.spending();
        if (spending.settled() != null) {
            return before;
        }
        Micros rest = settled;
        for (Charge charge : spending.charges()) {
            rest = rest.minus(charge.amount());
        }
        String deployment = home(before);
        Charge.Kind kind = before.asked().tool() == null ? Charge.Kind.UNKNOWN : Charge.Kind.TOOL;
        List<Charge> charges = rest.amount() == 0
                ? spending.charges()
                : and(spending.charges(), Charge.of(deployment, tier(spending, deployment), rest, kind));
        return spending(
                before,
                new Spending(spending.seats(), spending.reserved(), charges, spending.failedAttempts(), settled));
    }

    /** The tool, or the deployment, that a task counts for: that served it, else the last that was paid, else the first permitted. */
    static String home(TaskSummary task) {
        Spending spending = task.spending();
        if (task.asked().tool() != null) {
            return task.asked().tool();
        }
        if (task.served() != null) {
            return task.served().deployment();
        }
        if (!spending.charges().isEmpty()) {
            return spending.charges().getLast().deployment();
        }
        return spending.seats().isEmpty()
                ? NOWHERE
                : spending.seats().getFirst().deployment();
    }

    static @Nullable Tier tier(Spending spending, String deployment) {
        for (Seat seat : spending.seats()) {
            if (seat.deployment().equals(deployment)) {
                return seat.tier();
            }
        }
        return null;
    }

    private static TaskSummary refused(TaskSummary before, Refusal refusal, Instant at) {
        return standing(
                before,
                new Standing(
                        TaskState.REFUSED,
                        before.standing().gate(),
                        null,
                        refusal.code(),
                        refusal.sentence(),
                        null,
                        at,
                        at));
    }

    private static TaskSummary delivered(
            TaskSummary before,
            TaskState state,
            Gate gate,
            @Nullable HoldReason hold,
            Instant at,
            @Nullable Instant closed) {
        return standing(before, new Standing(state, gate, hold, null, null, null, at, closed));
    }

    private static TaskSummary reviewed(
            TaskSummary before,
            TaskState state,
            String reviewer,
            String reason,
            @Nullable ContentRef output,
            Instant at) {
        Standing held = before.standing();
        return new TaskSummary(
                before.origin(),
                before.asked(),
                before.spending(),
                before.served(),
                output,
                new Standing(state, held.gate(), held.hold(), null, reason, reviewer, held.deliveredAt(), at),
                before.position());
    }

    private static TaskSummary abandoned(TaskSummary before, String reason, Instant at) {
        Micros reserved = before.spending().reserved();
        TaskSummary settled = reserved == null ? before : settled(before, reserved);
        return standing(
                settled,
                new Standing(TaskState.ABANDONED, before.standing().gate(), null, null, reason, null, null, at));
    }

    private static TaskSummary asked(TaskSummary before, Asked asked) {
        return new TaskSummary(
                before.origin(),
                asked,
                before.spending(),
                before.served(),
                before.output(),
                before.standing(),
                before.position());
    }

    private static TaskSummary spending(TaskSummary before, Spending spending) {
        return new TaskSummary(
                before.origin(),
                before.asked(),
                spending,
                before.served(),
                before.output(),
                before.standing(),
                before.position());
    }

    private static TaskSummary standing(TaskSummary before, Standing standing) {
        return new TaskSummary(
                before.origin(),
                before.asked(),
                before.spending(),
                before.served(),
                before.output(),
                standing,
                before.position());
    }

    private static <T> List<T> and(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list.size() + 1);
        longer.addAll(list);
        longer.add(last);
        return List.copyOf(longer);
    }
}
