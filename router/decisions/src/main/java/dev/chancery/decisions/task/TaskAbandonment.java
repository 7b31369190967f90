package dev.chancery.decisions.task;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Sent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a task whose outcome will never come, and what it is taken to have cost. */
public final class TaskAbandonment {

    private TaskAbandonment() {}

    /**
     * Decides an abandonment.
     *
     * @param reserved by the opening, null for a tool call
     * @param attempts that failed, as far as the record has them
     * @param answered whether a model has answered, so that only its judge or its revision is missing
     */
    public static List<Event> decide(
            AbandonCause cause, @Nullable SpendReserved reserved, List<AttemptFailed> attempts, boolean answered) {
        Sent sent = answered ? Sent.SOMETHING : sent(cause, attempts);
        AttemptFailed last = attempts.isEmpty() ? null : attempts.getLast();
        Attempt attempt = last == null ? null : new Attempt(last.deployment(), last.attempt(), last.failure());
        if (reserved == null) {
            return List.of(new TaskAbandoned(cause, sent, attempt, null, null));
        }
        Micros all = reserved.amount();
        Micros spent = sent == Sent.NOTHING ? Micros.zero(all.currency()) : all;
        return List.of(new SpendSettled(all, spent), new TaskAbandoned(cause, sent, attempt, spent, null));
    }

    private static Sent sent(AbandonCause cause, List<AttemptFailed> attempts) {
        if (cause == AbandonCause.COMMIT_UNKNOWN) {
            return Sent.NOTHING;
        }
        return attempts.stream().map(AttemptFailed::failure).anyMatch(TaskAbandonment::wasHeard)
                ? Sent.SOMETHING
                : Sent.UNKNOWN;
    }

    private static boolean wasHeard(AttemptFailure failure) {
        return switch (failure) {
            case RATE_LIMITED, PROVIDER_ERROR, REJECTED, GARBAGE, CUT_OFF -> true;
            case TIMED_OUT, UNREACHABLE, BREAKER_OPEN, CLIENT_GONE, STOPPED -> false;
        };
    }
}
