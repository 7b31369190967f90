package dev.chancery.decisions.task;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far a task has come that is judged step by step: all that its next decision looks at, folded from its own stream. */
public final class TaskProgress {

    private @Nullable TaskOpened opened;
    private Sensitivity sensitivity = Sensitivity.ORDINARY;
    private @Nullable Classification classification;
    private @Nullable RoutingFacts asked;
    private @Nullable Micros reserved;
    private @Nullable Micros spent;
    private int attempts;
    private int answers;
    private @Nullable InferenceCompleted completed;
    private @Nullable Screening screening;
    private @Nullable JudgeRoutingDecided judging;
    private @Nullable JudgeAnswered judged;
    private @Nullable JudgeVerdictRecorded verdict;
    private @Nullable PairPosed posed;
    private final List<JudgeAnswered> judges = new ArrayList<>();

    public TaskProgress() {}

    /** The same, to go on from without changing it. */
    TaskProgress copy() {
        TaskProgress copy = new TaskProgress();
        copy.opened = opened;
        copy.sensitivity = sensitivity;
        copy.classification = classification;
        copy.asked = asked;
        copy.reserved = reserved;
        copy.spent = spent;
        copy.attempts = attempts;
        copy.answers = answers;
        copy.completed = completed;
        copy.screening = screening;
        copy.judging = judging;
        copy.judged = judged;
        copy.verdict = verdict;
        copy.posed = posed;
        copy.judges.addAll(judges);
        return copy;
    }

    /** Takes the next event of the stream. */
    public void take(Event event) {
        switch (event) {
            case TaskOpened e -> opened = e;
            case PersonalDataRedacted e -> sensitivity = e.sensitivity();
            case TaskClassified e -> classification = e.classification();
            case RoutingDecided e -> asked = e.facts();
            case SpendReserved e -> reserved = e.amount();
            case AttemptFailed e -> {
                attempts++;
                spend(e.charged());
            }
            case InferenceCompleted e -> {
                completed = e;
                answers++;
                spend(e.cost());
                // What was said of the answer before does not hold for this one.
                screening = null;
                judging = null;
                judged = null;
                verdict = null;
            }
            case OutputScreened e -> screening = e.screening();
            case JudgeRoutingDecided e -> judging = e;
            case JudgeAnswered e -> {
                judged = e;
                judges.add(e);
                spend(e.cost());
            }
            case PairPosed e -> posed = e;
            case JudgeVerdictRecorded e -> verdict = e;
            default -> {}
        }
    }

    private void spend(Micros amount) {
        spent = spent == null ? amount : spent.plus(amount);
    }

    TaskOpened opened() {
        return Objects.requireNonNull(opened, "The stream of a task begins with its opening");
    }

    Sensitivity sensitivity() {
        return sensitivity;
    }

    @Nullable
    Classification classification() {
        return classification;
    }

    /** What the caller asked for. */
    RoutingFacts asked() {
        return Objects.requireNonNull(asked, "A model call was routed");
    }

    Micros reserved() {
        return Objects.requireNonNull(reserved, "A permitted model call has a reservation");
    }

    Micros spent() {
        return spent == null ? Micros.zero(reserved().currency()) : spent;
    }

    /** What the task may still spend. */
    Micros left() {
        return reserved().minus(spent());
    }

    int attempts() {
        return attempts;
    }

    /** How many answers have come, each but the first a revision of the one before. */
    public int answers() {
        return answers;
    }

    /** The newest answer. */
    InferenceCompleted completed() {
        return Objects.requireNonNull(completed, "There is an answer");
    }

    /** What was seen in the newest answer. */
    Screening screening() {
        return Objects.requireNonNull(screening, "Every answer is screened");
    }

    /** What was seen in the newest answer, null while there is none. */
    @Nullable
    Screening screened() {
        return screening;
    }

    /** What a judge is to compare. */
    public PairPosed posed() {
        return Objects.requireNonNull(posed, "A comparison has a pair");
    }

    /** Every answer of a judge so far. */
    List<JudgeAnswered> judges() {
        return judges;
    }

    @Nullable
    JudgeRoutingDecided judging() {
        return judging;
    }

    @Nullable
    JudgeAnswered judged() {
        return judged;
    }

    /** About the newest answer, null while there is none. */
    public @Nullable JudgeVerdictRecorded verdict() {
        return verdict;
    }
}
