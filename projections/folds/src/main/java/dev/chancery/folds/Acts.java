package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCancelled;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportFailed;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ExportEvent.ExportResumed;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryOutcome;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Sent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which acts have an intent and no outcome, and which were abandoned. An act that has its outcome says nothing more, so
 * whoever keeps the states may forget it.
 */
public final class Acts implements Fold<Step, Acts.Key, Acts.Standing> {

    /** An act of a stream; a stream has one of each kind at most. */
    public record Key(Act act, String stream) {
        @Override
        public String toString() {
            return act + " " + stream;
        }
    }

    /** Where an act stands. */
    public enum Phase {
        OPEN,
        ABANDONED,
        CLOSED
    }

    /**
     * An act.
     *
     * @param since when its intent was recorded, or, when that is not known, its outcome
     * @param position of that, or of its last beginning again: whoever wrote that makes it
     */
    public record Standing(
            Act act,
            String stream,
            Phase phase,
            Instant since,
            long position,
            @Nullable Abandonment abandonment) {}

    /**
     * What is known of an act that has no outcome.
     *
     * @param sent null where nothing is sent to a third party
     * @param position of the event that says so
     */
    public record Abandonment(
            AbandonCause cause,
            String reason,
            @Nullable Sent sent,
            @Nullable Attempt lastAttempt,
            @Nullable Micros spent,
            Instant at,
            long position) {}

    /** What an event means for an act. */
    private record Mark(Act act, Phase phase) {}

    private static final Mark TASK_ENDED = new Mark(Act.TASK, Phase.CLOSED);
    private static final Mark DELIVERY_BEGUN = new Mark(Act.DELIVERY, Phase.OPEN);

    @Override
    public String name() {
        return "acts";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public List<Key> keys(Step step) {
        String stream = step.recorded().stream();
        return marks(step.recorded().event()).stream()
                .map(mark -> new Key(mark.act(), stream))
                .toList();
    }

    /** The table of intents and outcomes. */
    private static List<Mark> marks(Event event) {
        return switch (event) {
            case TaskOpened ignored -> List.of(new Mark(Act.TASK, Phase.OPEN));
            case TaskRefused ignored -> List.of(TASK_ENDED);
            case TaskFailed ignored -> List.of(TASK_ENDED);
            case PairJudged ignored -> List.of(TASK_ENDED);
            case OutputHeld ignored -> List.of(TASK_ENDED);
            case OutputShadowed ignored -> List.of(TASK_ENDED);
            case OutputReleased e -> e.handover() == null ? List.of(TASK_ENDED) : List.of(TASK_ENDED, DELIVERY_BEGUN);
            case ToolCallDenied ignored -> List.of(TASK_ENDED);
            case ToolCallFailed ignored -> List.of(TASK_ENDED);
            case ToolCallCompleted e ->
                e.handover() == Handover.WHOLE ? List.of(TASK_ENDED, DELIVERY_BEGUN) : List.of(TASK_ENDED);
            case ToolCallHeld ignored -> List.of(TASK_ENDED);
            case ToolCallApproved ignored -> List.of(new Mark(Act.TASK, Phase.OPEN));
            case TaskAbandoned ignored -> List.of(new Mark(Act.TASK, Phase.ABANDONED));
            case DeliveryAbandoned ignored -> List.of(new Mark(Act.DELIVERY, Phase.ABANDONED));
            case DeliveryOutcome ignored -> List.of(new Mark(Act.DELIVERY, Phase.CLOSED));
            case ExportRequested ignored -> List.of(new Mark(Act.EXPORT, Phase.OPEN));
            case ExportCompleted ignored -> List.of(new Mark(Act.EXPORT, Phase.CLOSED));
            case ExportResumed ignored -> List.of(new Mark(Act.EXPORT, Phase.OPEN));
            case ExportCancelled ignored -> List.of(new Mark(Act.EXPORT, Phase.CLOSED));
            case ExportFailed ignored -> List.of(new Mark(Act.EXPORT, Phase.CLOSED));
            case ExportAbandoned ignored -> List.of(new Mark(Act.EXPORT, Phase.ABANDONED));
            default -> List.of();
        };
    }

    /**
     * What was abandoned stays so, even when an answer is asked for again later and delivered then. What was closed is not kept, so an
     * act that begins again, as a call does that a person approves, begins then.
     */
    @Override
    public Standing apply(Key key, @Nullable Standing known, Step step) {
        if (known != null && known.phase() == Phase.ABANDONED) {
            return known;
        }
        Standing before = known == null || known.phase() == Phase.CLOSED ? null : known;
        Event event = step.recorded().event();
        Phase phase = marks(event).stream()
                .filter(mark -> mark.act() == key.act())
                .findFirst()
                .orElseThrow()
                .phase();
        return new Standing(
                key.act(),
                key.stream(),
                phase,
                before == null ? step.recorded().at() : before.since(),
                before == null || event instanceof ExportResumed
                        ? step.recorded().position()
                        : before.position(),
                phase == Phase.ABANDONED ? abandonment(event, step) : null);
    }

    private static Abandonment abandonment(Event event, Step step) {
        Instant at = step.recorded().at();
        long position = step.recorded().position();
        return switch (event) {
            case TaskAbandoned e ->
                new Abandonment(e.cause(), e.reason(), e.sent(), e.lastAttempt(), e.spent(), at, position);
            case DeliveryAbandoned e ->
                new Abandonment(e.cause(), e.cause().sentence(), null, null, null, at, position);
            case ExportAbandoned e -> new Abandonment(e.cause(), e.cause().sentence(), null, null, null, at, position);
            default -> throw new IllegalArgumentException("Nothing was abandoned");
        };
    }
}
