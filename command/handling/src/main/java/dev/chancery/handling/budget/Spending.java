package dev.chancery.handling.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.log.Balances;
import dev.chancery.contracts.log.Balances.Reservation;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/**
 * What every budget has reserved and spent, in memory, so that a reservation costs no commit of its own: it is written in the
 * task's commit. The record is the truth: at start the balances are folded from it, on top of those that were
 * {@linkplain Balances kept}, so that only the events since then are read.
 *
 * <p>Whoever decides about a budget has its {@linkplain Turns turn}, so no two requests can take the same money. A task has one
 * reservation, which is given back once, however often its end is told. It is given back only when its commit is known to have failed; when its fate is unknown it stays taken until somebody has found it out, and
 * tells it by {@link #settled} or {@link #release}.
 *
 * <p>In memory are the budgets that have open reservations and those that were settled last; any other has spent what is kept
 * of it. A budget is forgotten here only when all it has spent is kept and nothing is reserved.
 *
 * <p>Holds for one process with the command role on one record; the event store lets no second one in that is not set to share it,
 * and where it is, there is {@link SharedSpending}.
 */
public final class Spending implements Reservations {

    /** Budgets at rest that stay in memory. */
    private static final int AT_REST = 20_000;

    /** How long to gather events before the balances are kept again, or how many; a start has to read what was not. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final int UNWRITTEN = 20_000;

    private final Balances kept;
    private final int atRestLimit;
    private final KeptBalances keeping;
    private final Map<BudgetScope, Account> accounts = new ConcurrentHashMap<>();
    private final Map<TaskId, Reservation> open;
    private final Set<TaskId> uncertain = ConcurrentHashMap.newKeySet();
    private final Turns turns = new Turns();
    private final SpendAlerts alerts = new SpendAlerts();

    /** Budgets and what is kept of them, the one that was settled last at the end; of the thread that follows the log. */
    private final Map<BudgetScope, Long> atRest = new LinkedHashMap<>();

    /** Budgets whose reservation was given back without an event. */
    private final Queue<BudgetScope> released = new ConcurrentLinkedQueue<>();

    /** Grows before budgets are forgotten: what was read of them before that may be older than they are. */
    private final AtomicLong forgotten = new AtomicLong();

    private long writeAt = System.nanoTime();
    private EventLog.@Nullable Following following;

    private record Account(long settled, long reserved) {

        Account plus(long settledMore, long reservedMore) {
            return new Account(Math.addExact(settled, settledMore), Math.addExact(reserved, reservedMore));
        }
    }

    private Spending(EventLog log, Balances kept, int atRestLimit) {
        this.kept = kept;
        this.atRestLimit = atRestLimit;
        keeping = new KeptBalances(kept);
        keeping.catchUp(log);
        open = new ConcurrentHashMap<>(keeping.open());
        open.values().forEach(reservation -> add(reservation, Map.of(), 0, reservation.amount()));
    }

    /** The balances as they stand at the end of the record. */
    public static Spending from(EventLog log, Balances kept) {
        return new Spending(log, kept, AT_REST);
    }

    /** The same with another limit of the budgets in memory that are at rest. */
    static Spending from(EventLog log, Balances kept, int atRestLimit) {
        return new Spending(log, kept, atRestLimit);
    }

    /** Follows the record, so that its balances are kept and memory stays bounded, until closed. */
    public synchronized Spending follow(EventLog log) {
        following = log.follow("spending", keeping.position(), REST, this::follow);
        return this;
    }

    /** Folds new events; what has failed comes again. */
    synchronized void follow(List<Recorded> batch) {
        batch.forEach(recorded -> keeping.fold(recorded.position(), recorded.stream(), recorded.event()));
        if (System.nanoTime() - writeAt >= 0 || keeping.unwritten() >= UNWRITTEN) {
            keep();
            writeAt = System.nanoTime() + REST.toNanos();
            alerts.tell();
        }
    }

    private void keep() {
        KeptBalances.Written written = keeping.write();
        alerts.spent(written.totals(), written.caps());
        written.totals().forEach((scope, settled) -> {
            if (!written.over().contains(scope)) {
                settledLast(scope, settled);
            }
        });
        for (BudgetScope scope = released.peek(); scope != null; scope = released.peek()) {
            settledLast(scope, kept.settled(scope));
            released.remove();
        }
        Map<BudgetScope, Long> leaving = new HashMap<>();
        written.over().forEach(scope -> leaving.put(scope, written.totals().getOrDefault(scope, 0L)));
        atRest.entrySet().stream()
                .limit(Math.max(0, atRest.size() - atRestLimit))
                .forEach(eldest -> leaving.put(eldest.getKey(), eldest.getValue()));
        forget(leaving);
    }

    /** Forgets budgets of which all that was spent is kept, and nothing is reserved; the others stay. */
    private void forget(Map<BudgetScope, Long> leaving) {
        if (!leaving.isEmpty()) {
            forgotten.incrementAndGet();
        }
        leaving.forEach((scope, settled) -> {
            Account stays =
                    accounts.computeIfPresent(scope, (s, a) -> a.reserved == 0 && a.settled == settled ? null : a);
            atRest.remove(scope);
            if (stays != null) {
                atRest.put(scope, settled);
            }
        });
    }

    private void settledLast(BudgetScope scope, long settled) {
        atRest.remove(scope);
        atRest.put(scope, settled);
    }

    @Override
    public SpendAlerts alerts() {
        return alerts;
    }

    /** Keeps the balances once more; the record is to be closed after this. */
    @Override
    public void close() {
        EventLog.Following reader;
        synchronized (this) {
            reader = following;
            following = null;
        }
        if (reader != null) {
            reader.close();
            synchronized (this) {
                keeping.write();
            }
        }
    }

    @Override
    public List<Event> reserve(
            Policy policy,
            AgentId agent,
            WorkflowId workflow,
            SessionId session,
            TaskId task,
            Instant at,
            Function<List<ScopeBalance>, List<Event>> decide) {
        List<BudgetDecision.Cap> caps = BudgetDecision.applicable(policy, agent, workflow, session, task, at);
        long before = forgotten.get();
        Map<BudgetScope, Account> called = calledUp(caps, task);
        return turns.decide(agent, caps, () -> {
            if (open.containsKey(task)) {
                throw new ConcurrencyException("Task " + task + " is open already");
            }
            called.keySet().removeIf(accounts::containsKey);
            if (forgotten.get() != before) {
                called.keySet().removeIf(scope -> !KeptBalances.isOfOneTask(scope, task));
            }
            List<Event> events = decide.apply(caps.stream()
                    .map(cap -> balance(cap, account(cap.scope(), called)))
                    .toList());
            for (Event event : events) {
                if (event instanceof SpendReserved reserved) {
                    Reservation reservation = KeptBalances.reservation(reserved);
                    open.put(task, reservation);
                    add(reservation, called, 0, reservation.amount());
                    onFailureGiveBack(task);
                }
            }
            return events;
        });
    }

    @Override
    public void settle(TaskId task, SpendSettled settled) {
        CurrentUnitOfWork.get().afterCommit(unit -> settled(task, settled));
    }

    @Override
    public void settled(TaskId task, SpendSettled settled) {
        giveBackAndSpend(task, settled.settled().amount());
    }

    @Override
    public void release(TaskId task) {
        giveBackAndSpend(task, 0);
    }

    @Override
    public boolean isUncertain(TaskId task) {
        return uncertain.contains(task);
    }

    /** A budget as it stands. */
    public ScopeBalance balance(BudgetScope scope, Micros cap) {
        return balance(new BudgetDecision.Cap(scope, cap), account(scope, Map.of()));
    }

    private static ScopeBalance balance(BudgetDecision.Cap cap, Account account) {
        Currency currency = cap.cap().currency();
        return new ScopeBalance(
                cap.scope(), cap.cap(), new Micros(account.settled, currency), new Micros(account.reserved, currency));
    }

    /** How many budgets are in memory. */
    int inMemory() {
        return accounts.size();
    }

    /** The budgets that are not in memory, read before the turn, so that a slow database holds up nobody else's. */
    private Map<BudgetScope, Account> calledUp(List<BudgetDecision.Cap> caps, TaskId task) {
        Map<BudgetScope, Account> called = new HashMap<>();
        for (BudgetDecision.Cap cap : caps) {
            BudgetScope scope = cap.scope();
            if (!accounts.containsKey(scope)) {
                called.put(scope, KeptBalances.isOfOneTask(scope, task) ? new Account(0, 0) : kept(scope));
            }
        }
        return called;
    }

    private Account account(BudgetScope scope, Map<BudgetScope, Account> called) {
        Account live = accounts.get(scope);
        return live != null ? live : absent(scope, called);
    }

    /**
     * A budget that is not in memory. One that was called up still stands as it was: it was not in memory when the turn
     * began, nothing was forgotten in between, so it had no reservation, and gets none before the turn ends.
     */
    private Account absent(BudgetScope scope, Map<BudgetScope, Account> called) {
        Account before = called.get(scope);
        return before != null ? before : kept(scope);
    }

    /** What a budget has spent that nothing is reserved of; a task has only the one reservation. */
    private Account kept(BudgetScope scope) {
        return new Account(scope.kind() == BudgetScope.Kind.TASK ? 0 : kept.settled(scope), 0);
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

    private void giveBackAndSpend(TaskId task, long spent) {
        Reservation reservation = open.remove(task);
        uncertain.remove(task);
        if (reservation != null) {
            add(reservation, Map.of(), spent, -reservation.amount());
            if (spent == 0) {
                reservation.scopes().stream().filter(accounts::containsKey).forEach(released::add);
            }
        }
    }

    private void add(Reservation reservation, Map<BudgetScope, Account> called, long settled, long reserved) {
        for (BudgetScope scope : reservation.scopes()) {
            accounts.compute(scope, (s, account) -> {
                Account after = (account == null ? absent(s, called) : account).plus(settled, reserved);
                return s.kind() == BudgetScope.Kind.TASK && after.reserved == 0 ? null : after;
            });
        }
    }
}
