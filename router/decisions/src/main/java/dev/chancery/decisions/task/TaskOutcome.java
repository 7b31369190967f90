package dev.chancery.decisions.task;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.decisions.gate.DeliveryDecision;
import dev.chancery.decisions.judge.RubricChecks;
import dev.chancery.decisions.judge.RubricVerdict;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Rubric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What came of a model call and what becomes of its output: everything that is recorded before the answer leaves. */
public final class TaskOutcome {

    private TaskOutcome() {}

    /**
     * Decides an outcome.
     *
     * @param policy the version under which the task was opened
     * @param reserved by the opening
     * @param workflow of the task
     * @param streamed whether the opening permitted the answer to leave while it was made; then it has left, whatever the
     *     gate says by now
     */
    public static List<Event> decide(
            RecordOutcome c, Policy policy, Micros reserved, WorkflowId workflow, boolean streamed) {
        List<Event> events = new ArrayList<>(c.failures());
        Micros spent = Micros.zero(reserved.currency());
        for (AttemptFailed failure : c.failures()) {
            spent = spent.plus(failure.charged());
        }
        Answer answer = c.answer();
        if (answer == null) {
            events.add(new SpendSettled(reserved, spent));
            events.add(new TaskFailed(c.failure() == null ? "no candidate answered" : c.failure()));
            return events;
        }
        events.add(answer.completed());
        events.add(new OutputScreened(answer.screening()));
        Optional<Rubric> rubric = policy.rubricOf(workflow);
        boolean passed = true;
        if (rubric.isPresent()) {
            JudgeVerdictRecorded verdict =
                    RubricVerdict.decide(rubric.get(), RubricChecks.JUDGE, answer.scores(), 1, false, null);
            passed = verdict.passed();
            events.add(verdict);
        }
        events.add(new SpendSettled(reserved, spent.plus(answer.completed().cost())));
        TaskEvent delivery = streamed
                ? new OutputReleased(answer.gate(), Handover.STREAMED)
                : DeliveryDecision.decide(answer.gate(), answer.stopped(), passed, answer.screening(), policy);
        events.addAll(DeliveryDecision.withSample(c.task(), delivery, policy));
        return events;
    }

    /** The answer to the command that led to these events. */
    public static Delivery delivery(List<Event> events) {
        return switch (events.getLast()) {
            case OutputReleased ignored -> Delivery.RELEASED;
            case OutputHeld ignored -> Delivery.HELD;
            case OutputShadowed ignored -> Delivery.SHADOWED;
            case TaskFailed ignored -> Delivery.FAILED;
            default -> throw new IllegalArgumentException("The events hold no decision about a delivery");
        };
    }
}
