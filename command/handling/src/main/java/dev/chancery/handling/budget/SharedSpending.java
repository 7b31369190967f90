package dev.chancery.handling.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.log.Balances;
import dev.chancery.contracts.log.Balances.Reservation;
import dev.chancery.contracts.log.Balances.Spent;
import dev.chancery.contracts.log.Balances.Standing;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.budget.BudgetDecision.Cap;
import dev.chancery.decisions.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/**
 * What every budget has reserved and spent, where several nodes append to one record.
 *
 * <p>A node is told of every event before it appends anything after it, and is asked then whether what it decided still
 * {@linkplain #holds holds}. So a reservation is only ever recorded by a node that knows all that was reserved and spent before, on
 * whichever node; one that was decided too early is given back, and decided again. No budget is divided among the nodes, all of it
 * can be used on any, and nothing has to be settled with a node that died but its open tasks, which are on the record.
 *
 * <p>In memory are the open reservations of all nodes, what was settled since the balances were {@linkplain Balances kept}, and
 * what the budgets that were used last had spent. Any other budget has spent what is kept of it, and what was settled since.
 * The node that leads keeps the balances.
 */
public final class SharedSpending implements Reservations, Nodes.Listener {

    private static final int IN_MEMORY = 20_000;
    private static final int BATCH = 5_000;
    private static final int ATTEMPTS = 5;

    /** How long to gather events before the balances are kept again; a start has to read what was not. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final EventLog log;
    private final Balances kept;
    private final Nodes nodes;
    private final Turns turns = new Turns();
    private final SpendAlerts alerts = new SpendAlerts();

    /** Decided here and not on the record yet, as far as is known. All that follows is guarded by this. */
    private final Map<TaskId, Reservation> pending = new HashMap<>();

    /** Those of the above whose commit may have been made or not. */
    private final Set<TaskId> uncertain = new HashSet<>();

    /** On the record and not settled, of all nodes. */
    private final Map<TaskId, Open> open = new HashMap<>();

    /** The sum of all reservations of each budget that has any. */
    private final Map<BudgetScope, Long> reserved = new HashMap<>();

    /** What the budgets used last have spent. */
    private final Map<BudgetScope, Spent> spent = new UsedLast<>(IN_MEMORY, reserved::containsKey);

    /** A reservation on the record; at position {@value #BEFORE} when it was there before this node began. */
    private record Open(Reservation reservation, long position) {}

    private static final long BEFORE = -1;

    /** All that was settled from position {@link #recentFrom} on. */
    private final Map<BudgetScope, Deque<Spent>> recent = new HashMap<>();

    private long recentFrom;

    /** First position that was not heard of. */
    private long heard;

    /** Events that came before this was set up; null once it is. */
    private @Nullable List<Recorded> early = new ArrayList<>();

    /** Of the thread that follows the log. */
    private @Nullable KeptBalances keeping;

    private EventLog.@Nullable Following following;

    private SharedSpending(EventLog log, Balances kept, Nodes nodes) throws InterruptedException {
        this.log = log;
        this.kept = kept;
        this.nodes = nodes;
        long told = nodes.listen(this);
        begin(standing());
        readUntil(told);
        synchronized (this) {
            List<Recorded> waiting = early == null ? List.of() : early;
            early = null;
            waiting.forEach(recorded -> fold(recorded, true));
        }
    }

    /** The balances of all nodes as they stand at the end of the record. */
    public static SharedSpending from(EventLog log, Balances kept, Nodes nodes) throws InterruptedException {
        return new SharedSpending(log, kept, nodes);
    }

    /** Follows the record, so that its balances are kept and memory stays bounded, until closed. */
    public SharedSpending follow() {
        following = log.follow("spending", heard(), REST, this::keep);
        return this;
    }

    /** What is kept. The node that leads makes it when it is missing; any other waits for that. */
    private Standing standing() throws InterruptedException {
        long giveUp = System.nanoTime() + START.toNanos();
        while (true) {
            if (nodes.leads()) {
                keeping = kept();
            }
            Optional<Standing> standing = kept.standing(KeptBalances.FOLD);
            if (standing.isPresent()) {
                return standing.get();
            }
            if (System.nanoTime() - giveUp > 0) {
                throw new IllegalStateException("No node keeps the balances of the budgets");
            }
            Thread.sleep(LOOK);
        }
    }

    private KeptBalances kept() {
        KeptBalances fresh = new KeptBalances(kept);
        fresh.catchUp(log);
        return fresh;
    }

    private synchronized void begin(Standing standing) {
        heard = standing.position();
        recentFrom = heard;
        standing.open().forEach((task, reservation) -> {
            open.put(task, new Open(reservation, BEFORE));
            add(reservation, reservation.amount());
        });
    }

    private void readUntil(long end) {
        while (heard() < end) {
            List<StoredEvent> batch = log.read(heard(), (int) Math.min(BATCH, end - heard()));
            synchronized (this) {
                for (StoredEvent stored : batch) {
                    if (stored.name().startsWith("task.spend-")) {
                        fold(log.decode(stored), true);
                    }
                }
                heard = Math.max(heard, batch.getLast().position() + 1);
            }
        }
    }

    private synchronized long heard() {
        return heard;
    }

    @Override
    public synchronized void recorded(List<Recorded> events, boolean elsewhere) {
        if (early != null) {
            early.addAll(events);
        } else {
            events.forEach(recorded -> fold(recorded, elsewhere));
        }
    }

    /**
     * An event that was folded is not folded again. One that comes from elsewhere may be this node's all the same, recorded by a
     * commit of unknown fate, or of a task that this node was about to open too: what was decided here is kept then until its fate
     * is known.
     */
    private void fold(Recorded recorded, boolean elsewhere) {
        long position = recorded.position();
        if (position < heard) {
            return;
        }
        if (recorded.event() instanceof SpendReserved taken) {
            TaskId task = TaskCommand.task(recorded.stream());
            Reservation reservation = KeptBalances.reservation(taken);
            if (!elsewhere) {
                drop(task);
            }
            open.put(task, new Open(reservation, position));
            add(reservation, reservation.amount());
        } else if (recorded.event() instanceof SpendSettled settled) {
            settle(
                    TaskCommand.task(recorded.stream()),
                    position,
                    settled.settled().amount());
        }
        heard = position + 1;
    }

    private void settle(TaskId task, long position, long amount) {
        if (uncertain.contains(task)) {
            drop(task);
        }
        Open settled = open.remove(task);
        if (settled == null) {
            throw new IllegalStateException("Task " + task + " settles what it never reserved");
        }
        Reservation reservation = settled.reservation();
        add(reservation, -reservation.amount());
        for (BudgetScope scope : reservation.scopes()) {
            if (scope.kind() != BudgetScope.Kind.TASK) {
                recent.computeIfAbsent(scope, s -> new ArrayDeque<>()).add(new Spent(amount, position));
                spent.computeIfPresent(
                        scope,
                        (s, before) -> before.position() > position
                                ? before
                                : new Spent(Math.addExact(before.amount(), amount), position + 1));
            }
        }
    }

    private void add(Reservation reservation, long amount) {
        for (BudgetScope scope : reservation.scopes()) {
            reserved.merge(scope, amount, (before, more) -> {
                long after = Math.addExact(before, more);
                return after == 0 ? null : after;
            });
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
        List<Cap> caps = BudgetDecision.applicable(policy, agent, workflow, session, task, at);
        for (Cap cap : caps) {
            if (KeptBalances.isOfOneTask(cap.scope(), task)) {
                rememberNothing(cap.scope());
            } else {
                callUp(cap.scope());
            }
        }
        return turns.decide(agent, caps, () -> {
            if (isOpen(task)) {
                throw new ConcurrencyException("Task " + task + " is open already");
            }
            List<Event> events = decide.apply(caps.stream().map(this::balance).toList());
            for (Event event : events) {
                if (event instanceof SpendReserved taken) {
                    take(task, KeptBalances.reservation(taken));
                    onFailureGiveBack(task);
                }
            }
            return events;
        });
    }

    private synchronized boolean isOpen(TaskId task) {
        return pending.containsKey(task) || open.containsKey(task);
    }

    private synchronized void take(TaskId task, Reservation reservation) {
        pending.put(task, reservation);
        add(reservation, reservation.amount());
    }

    private void onFailureGiveBack(TaskId task) {
        CurrentUnitOfWork.get().onRollback(unit -> {
            if (unit.getExecutionResult().getExceptionResult() instanceof RecordUnavailable) {
                unknown(task);
            } else {
                release(task);
            }
        });
    }

    private synchronized void unknown(TaskId task) {
        if (pending.containsKey(task)) {
            uncertain.add(task);
        }
    }

    /** A budget as it stands for this node, which every event before its next one may change. */
    private ScopeBalance balance(Cap cap) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ScopeBalance> balance = inMemory(cap);
            if (balance.isPresent()) {
                return balance.get();
            }
            callUp(cap.scope());
        }
        throw new RecordUnavailable("What the budgets have spent does not fit into memory", null);
    }

    private synchronized Optional<ScopeBalance> inMemory(Cap cap) {
        return settled(cap.scope())
                .map(amount -> new ScopeBalance(
                        cap.scope(),
                        cap.cap(),
                        new Micros(amount, cap.cap().currency()),
                        new Micros(
                                reserved.getOrDefault(cap.scope(), 0L),
                                cap.cap().currency())));
    }

    /** What a budget has spent, when that is in memory; a task has only the one reservation. */
    private Optional<Long> settled(BudgetScope scope) {
        return scope.kind() == BudgetScope.Kind.TASK
                ? Optional.of(0L)
                : Optional.ofNullable(spent.get(scope)).map(Spent::amount);
    }

    private synchronized boolean isInMemory(BudgetScope scope) {
        return settled(scope).isPresent();
    }

    /** Brings a budget into memory: what is kept of it, and what was settled since. */
    private void callUp(BudgetScope scope) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (isInMemory(scope) || remember(scope, kept.spent(scope))) {
                return;
            }
        }
        throw new RecordUnavailable("What the budgets have spent is being added up again", null);
    }

    /** A budget of which nothing can have been spent, so that nobody need look. */
    private synchronized void rememberNothing(BudgetScope scope) {
        if (scope.kind() != BudgetScope.Kind.TASK) {
            spent.putIfAbsent(scope, new Spent(0, heard));
        }
    }

    /** False when what was settled since is not in memory any more, because the balances were kept again meanwhile. */
    private synchronized boolean remember(BudgetScope scope, Spent asKept) {
        if (asKept.position() < recentFrom) {
            return false;
        }
        long since = recent.getOrDefault(scope, new ArrayDeque<>()).stream()
                .filter(settled -> settled.position() >= asKept.position())
                .mapToLong(Spent::amount)
                .sum();
        spent.putIfAbsent(scope, new Spent(Math.addExact(asKept.amount(), since), Math.max(heard, asKept.position())));
        return true;
    }

    /** Whether every budget still bears what was reserved of it, here and elsewhere. */
    @Override
    public synchronized boolean holds(List<Event> events) {
        return events.stream()
                .filter(SpendReserved.class::isInstance)
                .flatMap(event -> ((SpendReserved) event).balances().stream())
                .allMatch(this::bears);
    }

    private boolean bears(ScopeBalance decided) {
        return settled(decided.scope())
                .filter(amount -> Math.addExact(amount, reserved.getOrDefault(decided.scope(), 0L))
                        <= decided.cap().amount())
                .isPresent();
    }

    /** Nothing to do: the record tells, before whoever had it recorded knows. */
    @Override
    public void settle(TaskId task, SpendSettled settled) {}

    @Override
    public void settled(TaskId task, SpendSettled settled) {}

    @Override
    public synchronized void release(TaskId task) {
        drop(task);
    }

    private void drop(TaskId task) {
        uncertain.remove(task);
        Reservation reservation = pending.remove(task);
        if (reservation != null) {
            add(reservation, -reservation.amount());
        }
    }

    /** What another node has opened under the same name is under way there. */
    @Override
    public boolean isUncertain(TaskId task) {
        long position;
        synchronized (this) {
            if (!uncertain.contains(task)) {
                return false;
            }
            Open recorded = open.get(task);
            position = recorded == null ? BEFORE : recorded.position();
        }
        return position == BEFORE || nodes.isOwn(position);
    }

    /** What a budget has settled and reserved. */
    public ScopeBalance balance(BudgetScope scope, Micros cap) {
        return balance(new Cap(scope, cap));
    }

    /** Has the balances kept when this node leads, and forgets what is part of them. What has failed comes again. */
    void keep(List<Recorded> batch) {
        if (nodes.leads()) {
            KeptBalances leading = keeping == null ? kept() : keeping;
            // Unless all of this succeeds, another node may have kept them meanwhile: then what is kept is read anew.
            keeping = null;
            batch.forEach(recorded -> leading.fold(recorded.position(), recorded.stream(), recorded.event()));
            KeptBalances.Written written = leading.write();
            keeping = leading;
            alerts.spent(written.totals(), written.caps());
            alerts.tell();
        } else {
            keeping = null;
        }
        forgetBefore(kept.position());
    }

    private synchronized void forgetBefore(long position) {
        recentFrom = Math.max(recentFrom, position);
        recent.values().removeIf(settled -> {
            while (!settled.isEmpty() && settled.getFirst().position() < recentFrom) {
                settled.removeFirst();
            }
            return settled.isEmpty();
        });
    }

    @Override
    public SpendAlerts alerts() {
        return alerts;
    }

    /** The record is to be closed after this. */
    @Override
    public void close() {
        EventLog.Following reader = following;
        if (reader != null) {
            reader.close();
        }
    }
}
