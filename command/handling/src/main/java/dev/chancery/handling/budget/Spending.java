package dev.chancery.handling.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * What every budget has reserved and spent, in memory, so that a reservation costs no commit of its own: it is written in the
 * task's commit. The record is the truth: at start the balances are folded from it.
 *
 * <p>Reservations of one agent are decided one after the other, and every budget belongs to one agent, so no two requests can
 * take the same money. A task has one reservation, which is given back once, however often its end is told. It is given back
 * only when its commit is known to have failed; when its fate is unknown it stays taken until somebody has found it out, and
 * tells it by {@link #settled} or {@link #release}.
 *
 * <p>Holds for one process with the command role on one record; the event store lets no second one in.
 */
public final class Spending {

    private final Map<BudgetScope, Account> accounts = new ConcurrentHashMap<>();
    private final Map<AgentId, Object> turns = new ConcurrentHashMap<>();
    private final Map<TaskId, SpendReserved> open = new ConcurrentHashMap<>();
    private final Set<TaskId> uncertain = ConcurrentHashMap.newKeySet();

    private record Account(long settled, long reserved) {
        static final Account EMPTY = new Account(0, 0);

        Account plus(long settledMore, long reservedMore) {
            return new Account(Math.addExact(settled, settledMore), Math.addExact(reserved, reservedMore));
        }
    }

    /** Folds the balances from the record. */
    public static Spending from(EventLog log) {
        Spending spending = new Spending();
        long position = 0;
        for (List<StoredEvent> batch = log.read(0, BATCH); !batch.isEmpty(); batch = log.read(position, BATCH)) {
            for (StoredEvent stored : batch) {
                if (stored.name().startsWith("task.spend-")) {
                    spending.fold(
                            TaskCommand.task(stored.stream()),
                            log.decode(stored).event());
                }
            }
            position = batch.getLast().position() + 1;
        }
        return spending;
    }

    private static final int BATCH = 5_000;

    private void fold(TaskId task, Event event) {
        if (event instanceof SpendReserved reserved) {
            take(task, reserved);
        } else if (event instanceof SpendSettled settled) {
            if (!open.containsKey(task)) {
                throw new IllegalStateException("Task " + task + " settles what it never reserved");
            }
            settled(task, settled);
        }
    }

    /**
     * Lets a decision take from the budgets that apply to a request.
     *
     * @param decide gets the balances and may return a {@link SpendReserved}, whose amount is then taken
     * @return what was decided
     * @throws ConcurrencyException when the task has a reservation already: it is being opened, or was
     */
    public List<Event> reserve(
            Policy policy,
            AgentId agent,
            SessionId session,
            TaskId task,
            Instant at,
            Function<List<ScopeBalance>, List<Event>> decide) {
        List<BudgetDecision.Cap> caps = BudgetDecision.applicable(policy, agent, session, task, at);
        synchronized (turns.computeIfAbsent(agent, a -> new Object())) {
            if (open.containsKey(task)) {
                throw new ConcurrencyException("Task " + task + " is open already");
            }
            List<Event> events = decide.apply(
                    caps.stream().map(cap -> balance(cap.scope(), cap.cap())).toList());
            for (Event event : events) {
                if (event instanceof SpendReserved reserved) {
                    take(task, reserved);
                    onFailureGiveBack(task);
                }
            }
            return events;
        }
    }

    /** Replaces a task's reservation by what was spent, once the commit under way has succeeded. */
    public void settle(TaskId task, SpendSettled settled) {
        CurrentUnitOfWork.get().afterCommit(unit -> settled(task, settled));
    }

    /** Replaces a task's reservation by what the record says was spent. Does nothing when that is done. */
    public void settled(TaskId task, SpendSettled settled) {
        giveBackAndSpend(task, settled.settled().amount());
    }

    /** Gives back the reservation of a task that was never recorded. */
    public void release(TaskId task) {
        giveBackAndSpend(task, 0);
    }

    /** Whether nobody knows yet if the opening of a task was recorded; if it was, nothing has left under it. */
    public boolean isUncertain(TaskId task) {
        return uncertain.contains(task);
    }

    /** A budget as it stands. */
    public ScopeBalance balance(BudgetScope scope, Micros cap) {
        Account account = accounts.getOrDefault(scope, Account.EMPTY);
        return new ScopeBalance(
                scope, cap, new Micros(account.settled, cap.currency()), new Micros(account.reserved, cap.currency()));
    }

    private void onFailureGiveBack(TaskId task) {
        CurrentUnitOfWork.get().onRollback(unit -> {
            if (unit.getExecutionResult().getExceptionResult() instanceof RecordUnavailable) {
                uncertain.add(task);
            } else {
                release(task);
            }
        });
    }

    private void take(TaskId task, SpendReserved reserved) {
        open.put(task, reserved);
        for (ScopeBalance balance : reserved.balances()) {
            add(balance.scope(), 0, reserved.amount().amount());
        }
    }

    private void giveBackAndSpend(TaskId task, long spent) {
        SpendReserved reserved = open.remove(task);
        uncertain.remove(task);
        if (reserved == null) {
            return;
        }
        for (ScopeBalance balance : reserved.balances()) {
            if (balance.scope().kind() == BudgetScope.Kind.TASK) {
                accounts.remove(balance.scope());
            } else {
                add(balance.scope(), spent, -reserved.amount().amount());
            }
        }
    }

    private void add(BudgetScope scope, long settled, long reserved) {
        accounts.merge(scope, Account.EMPTY.plus(settled, reserved), (a, b) -> a.plus(b.settled, b.reserved));
    }
}
