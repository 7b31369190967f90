package dev.chancery.handling.budget;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.log.Balances;
import dev.chancery.contracts.log.Balances.Change;
import dev.chancery.contracts.log.Balances.Reservation;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folds the log into the {@link Balances} that are kept of it. An event that was folded is not folded again, so what fails
 * can be tried again from the same event.
 */
final class KeptBalances {

    /** Grows when the same events would give other balances. */
    static final int FOLD = 1;

    private static final int BATCH = 5_000;
    private static final int CAPS = 10_000;

    private final Balances kept;
    private final Map<TaskId, Reservation> open;

    /** Position that {@link #kept} has reached; what follows until {@link #position} is in the fields below. */
    private long written;

    private long position;
    private final Map<BudgetScope, Long> settled = new HashMap<>();
    private final Map<TaskId, Reservation> opened = new HashMap<>();
    private final Set<TaskId> closed = new HashSet<>();

    /** Caps of days and months, as the last reservation of each had them. */
    private final Map<BudgetScope, Micros> caps = new LinkedHashMap<>(1_024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BudgetScope, Micros> eldest) {
            return size() > CAPS;
        }
    };

    /** Of {@link #settled}, the sessions of requests that named none. */
    private final Set<BudgetScope> over = new HashSet<>();

    KeptBalances(Balances kept) {
        Balances.Standing standing = kept.open(FOLD);
        this.kept = kept;
        this.open = new HashMap<>(standing.open());
        this.written = standing.position();
        this.position = written;
    }

    /** Reservations that are open at the position reached. */
    Map<TaskId, Reservation> open() {
        return open;
    }

    /** First position that was not folded. */
    long position() {
        return position;
    }

    /** How many events were folded and not written. */
    long unwritten() {
        return position - written;
    }

    /** Reads the log to its end, of which only the events about money are decoded. */
    void catchUp(EventLog log) {
        for (List<StoredEvent> batch = log.read(position, BATCH); !batch.isEmpty(); batch = log.read(position, BATCH)) {
            for (StoredEvent stored : batch) {
                if (stored.name().startsWith("task.spend-")) {
                    fold(stored.position(), stored.stream(), log.decode(stored).event());
                }
            }
            position = batch.getLast().position() + 1;
            write();
        }
    }

    void fold(long at, String stream, Event event) {
        if (at < position) {
            return;
        }
        if (event instanceof SpendReserved reserved) {
            reserve(TaskCommand.task(stream), reservation(reserved));
            for (ScopeBalance balance : reserved.balances()) {
                if (balance.scope().kind().hasPeriod()) {
                    caps.put(balance.scope(), balance.cap());
                }
            }
        } else if (event instanceof SpendSettled spent) {
            settle(TaskCommand.task(stream), spent.settled().amount());
        }
        position = at + 1;
    }

    static Reservation reservation(SpendReserved reserved) {
        return new Reservation(
                reserved.amount().amount(),
                reserved.balances().stream().map(ScopeBalance::scope).toList());
    }

    private void reserve(TaskId task, Reservation reservation) {
        open.put(task, reservation);
        opened.put(task, reservation);
    }

    private void settle(TaskId task, long amount) {
        Reservation reservation = open.remove(task);
        if (reservation == null) {
            throw new IllegalStateException("Task " + task + " settles what it never reserved");
        }
        if (opened.remove(task) == null) {
            closed.add(task);
        }
        for (BudgetScope scope : reservation.scopes()) {
            if (scope.kind() != BudgetScope.Kind.TASK) {
                settled.merge(scope, amount, Math::addExact);
                if (isOfOneTask(scope, task)) {
                    over.add(scope);
                }
            }
        }
    }

    /**
     * Whether nothing but this task can have spent anything of a budget when it is opened: its own, or that of a session which
     * has the task's name, when the task was named at random. Nobody could have named a session like that before. A task that
     * is named after an idempotency key proves nothing: the caller can work its name out, and may have spent money in a session
     * of that name.
     */
    static boolean isOfOneTask(BudgetScope scope, TaskId task) {
        return switch (scope.kind()) {
            case TASK -> true;
            case SESSION -> task.isRandom() && scope.id().endsWith("/" + task.value());
            case AGENT_DAY, WORKFLOW_DAY, AGENT_MONTH, COMPANY_MONTH -> false;
        };
    }

    /**
     * What was written of the budgets that changed.
     *
     * @param totals what each has spent
     * @param caps of days and months, as far as they are known
     * @param over those of them that were of one task, which nobody is likely to ask for again
     */
    record Written(Map<BudgetScope, Long> totals, Map<BudgetScope, Micros> caps, Set<BudgetScope> over) {
        static final Written NOTHING = new Written(Map.of(), Map.of(), Set.of());
    }

    /** Writes what was folded. */
    Written write() {
        if (position == written) {
            return Written.NOTHING;
        }
        Map<BudgetScope, Long> totals =
                kept.add(new Change(written, position, Map.copyOf(settled), Map.copyOf(opened), Set.copyOf(closed)));
        written = position;
        settled.clear();
        opened.clear();
        closed.clear();
        Set<BudgetScope> ofOneTask = Set.copyOf(over);
        over.clear();
        return new Written(totals, caps, ofOneTask);
    }
}
