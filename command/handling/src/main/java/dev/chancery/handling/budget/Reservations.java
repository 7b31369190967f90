package dev.chancery.handling.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.decisions.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.axonframework.modelling.command.ConcurrencyException;

/** Takes money from budgets before it is spent, so that no cap is ever exceeded. */
public interface Reservations extends AutoCloseable {

    /**
     * Lets a decision take from the budgets that apply to a request.
     *
     * @param decide gets the balances and may return a {@link SpendReserved}, whose amount is then taken
     * @return what was decided
     * @throws ConcurrencyException when the task has a reservation already: it is being opened, or was
     */
    List<Event> reserve(
            Policy policy,
            AgentId agent,
            WorkflowId workflow,
            SessionId session,
            TaskId task,
            Instant at,
            Function<List<ScopeBalance>, List<Event>> decide);

    /** Replaces a task's reservation by what was spent, once the commit under way has succeeded. */
    void settle(TaskId task, SpendSettled settled);

    /** Replaces a task's reservation by what the record says was spent. Does nothing when that is done. */
    void settled(TaskId task, SpendSettled settled);

    /** Gives back the reservation of a task that was never recorded. */
    void release(TaskId task);

    /** Whether nobody knows yet if the opening of a task was recorded; if it was, nothing has left under it. */
    boolean isUncertain(TaskId task);

    /** Who hears when a good part of a cap is spent. */
    SpendAlerts alerts();

    @Override
    void close();
}
