package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.TaskSummary.Charge;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a provider may charge for, by the position of the event that says so: calls that were answered, attempts that failed,
 * and tasks of which it is not known what was sent. Each has the UTC day on which it was recorded, which is when the call ended.
 */
public final class ProviderCalls implements Fold<Step, Long, ProviderCalls.Call> {

    /** What became of a call. */
    public enum Kind {
        /** The provider answered in full and, as a rule, counted. */
        ANSWERED,
        /** The provider failed, or was given up on; it may have charged all the same. */
        FAILED,
        /** Chancery stopped between intent and outcome; there may have been a call. */
        ABANDONED
    }

    /**
     * A call, or what may have been one.
     *
     * @param policy the version that names the deployment's provider and model
     * @param deployment by its id; {@value TaskSummaries#NOWHERE} when none was permitted yet
     * @param modelVersion as the provider reported it; null unless it answered
     * @param estimated whether the tokens are our own bound, for lack of the provider's count
     * @param amount what it cost, or is taken to have cost
     */
    public record Call(
            long position,
            TaskId task,
            LocalDate day,
            PolicyVersion policy,
            String deployment,
            @Nullable String modelVersion,
            Kind kind,
            long inputTokens,
            long outputTokens,
            boolean estimated,
            Micros amount) {}

    @Override
    public String name() {
        return "provider-calls";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<Long> keys(Step step) {
        return call(step) == null ? List.of() : List.of(step.recorded().position());
    }

    @Override
    public Call apply(Long position, @Nullable Call before, Step step) {
        Call call = call(step);
        if (call == null) {
            throw new IllegalArgumentException("The step is no call");
        }
        return call;
    }

    private static @Nullable Call call(Step step) {
        TaskSummary task = step.task();
        if (task == null) {
            return null;
        }
        return switch (step.recorded().event()) {
            case InferenceCompleted e ->
                call(
                        step.recorded(),
                        task,
                        e.deployment(),
                        e.modelVersion(),
                        Kind.ANSWERED,
                        e.usage().inputTokens(),
                        e.usage().outputTokens(),
                        e.usage().estimated(),
                        e.cost());
            case JudgeAnswered e ->
                call(
                        step.recorded(),
                        task,
                        e.deployment(),
                        e.modelVersion(),
                        Kind.ANSWERED,
                        e.usage().inputTokens(),
                        e.usage().outputTokens(),
                        e.usage().estimated(),
                        e.cost());
            case AttemptFailed e ->
                // One that is taken to have cost nothing never reached a model: a breaker was open, a request was
                // turned away.
                e.charged().amount() == 0
                        ? null
                        : call(step.recorded(), task, e.deployment(), null, Kind.FAILED, 0, 0, false, e.charged());
            case TaskAbandoned ignored -> abandoned(step.recorded(), task);
            default -> null;
        };
    }

    /**
     * Nothing can have been sent for a task that reserved nothing, or that settled with nothing but its known charges. One that was
     * answered may have been abandoned while its judge, or its revision, was under way.
     */
    private static @Nullable Call abandoned(Recorded recorded, TaskSummary task) {
        Micros settled = task.spending().settled();
        if (settled == null || settled.amount() == 0) {
            return null;
        }
        Charge last = task.spending().charges().getLast();
        return call(recorded, task, last.deployment(), null, Kind.ABANDONED, 0, 0, false, last.amount());
    }

    private static Call call(
            Recorded recorded,
            TaskSummary task,
            String deployment,
            @Nullable String modelVersion,
            Kind kind,
            long inputTokens,
            long outputTokens,
            boolean estimated,
            Micros amount) {
        return new Call(
                recorded.position(),
                task.origin().task(),
                LocalDate.ofInstant(recorded.at(), ZoneOffset.UTC),
                task.origin().policy(),
                deployment,
                modelVersion,
                kind,
                inputTokens,
                outputTokens,
                estimated,
                amount);
    }
}
