package dev.chancery.handling.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * What every budget has reserved and spent, in memory, so that a reservation costs no commit of its own: it is written in the
 * task's commit. The record is the truth: at start the balances are folded from it.
 *
 * <p>Reservations of one agent are decided one after the other, and every budget belongs to one agent, so no two requests can
 * take the same money. A reservation is given back only when its commit is known to have failed; when its fate is unknown it
 * stays taken until the task is closed.
 *
 * <p>Holds for one process with the command role on one record; the event store lets no second one in.
 */
public final class Spending {

    private final Map<BudgetScope, Account> accounts = new ConcurrentHashMap<>();
    private final Map<AgentId, Object> turns = new ConcurrentHashMap<>();

    private record Account(long settled, long reserved) {
        static final Account EMPTY = new Account(0, 0);

        Account plus(long settledMore, long reservedMore) {
            return new Account(Math.addExact(settled, settledMore), Math.addExact(reserved, reservedMore));
        }
    }

    /** Folds the balances from the record. */
    public static Spending from(EventLog log) {
        Spending spending = new Spending();
        Map<String, SpendReserved> open = new HashMap<>();
        long position = 0;
        for (List<StoredEvent> batch = log.read(0, BATCH); !batch.isEmpty(); batch = log.read(position, BATCH)) {
            for (StoredEvent stored : batch) {
                if (stored.name().startsWith("task.spend-")) {
                    spending.fold(stored.stream(), log.decode(stored).event(), open);
                }
            }
            position = batch.getLast().position() + 1;
        }
        return spending;
    }

    private static final int BATCH = 5_000;

    private void fold(String stream, Event event, Map<String, SpendReserved> open) {
        if (event instanceof SpendReserved reserved) {
            open.put(stream, reserved);
            take(reserved);
        } else if (event instanceof SpendSettled settled) {
            SpendReserved reserved = open.remove(stream);
            if (reserved == null) {
                throw new IllegalStateException(stream + " settles what it never reserved");
            }
            giveBackAndSpend(reserved, settled.settled());
        }
    }

    /**
     * Lets a decision take from the budgets that apply to a request.
     *
     * @param decide gets the balances and may return a {@link SpendReserved}, whose amount is then taken
     * @return what was decided
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
            List<Event> events = decide.apply(
                    caps.stream().map(cap -> balance(cap.scope(), cap.cap())).toList());
            for (Event event : events) {
                if (event instanceof SpendReserved reserved) {
                    take(reserved);
                    onFailureGiveBack(reserved);
                }
            }
            return events;
        }
    }

    /** Replaces a reservation by what was spent, once the commit under way has succeeded. */
    public void settle(SpendReserved reserved, SpendSettled settled) {
        CurrentUnitOfWork.get().afterCommit(unit -> giveBackAndSpend(reserved, settled.settled()));
    }

    /** Gives back a reservation whose commit is now known never to have happened. */
    public void release(SpendReserved reserved) {
        giveBackAndSpend(reserved, Micros.zero(reserved.amount().currency()));
    }

    /** A budget as it stands. */
    public ScopeBalance balance(BudgetScope scope, Micros cap) {
        Account account = accounts.getOrDefault(scope, Account.EMPTY);
        return new ScopeBalance(
                scope, cap, new Micros(account.settled, cap.currency()), new Micros(account.reserved, cap.currency()));
    }

    private void onFailureGiveBack(SpendReserved reserved) {
        CurrentUnitOfWork.get().onRollback(unit -> {
            if (!(unit.getExecutionResult().getExceptionResult() instanceof RecordUnavailable)) {
                release(reserved);
            }
        });
    }

    private void take(SpendReserved reserved) {
        for (ScopeBalance balance : reserved.balances()) {
            add(balance.scope(), 0, reserved.amount().amount());
        }
    }

    private void giveBackAndSpend(SpendReserved reserved, Micros spent) {
        for (ScopeBalance balance : reserved.balances()) {
            if (balance.scope().kind() == BudgetScope.Kind.TASK) {
                accounts.remove(balance.scope());
            } else {
                add(balance.scope(), spent.amount(), -reserved.amount().amount());
            }
        }
    }

    private void add(BudgetScope scope, long settled, long reserved) {
        accounts.merge(scope, Account.EMPTY.plus(settled, reserved), (a, b) -> a.plus(b.settled, b.reserved));
    }
}
