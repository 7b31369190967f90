package dev.chancery.handling;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.log.Balances;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Balances in memory that keep the promises of the real ones and outlive who uses them. */
public final class MemoryBalances implements Balances {

    private final Map<BudgetScope, Long> settled = new HashMap<>();
    private final Map<TaskId, Reservation> open = new HashMap<>();
    private long position;
    private int reads;

    /** The same, of its own from now on. */
    public synchronized MemoryBalances copy() {
        MemoryBalances copy = new MemoryBalances();
        copy.settled.putAll(settled);
        copy.open.putAll(open);
        copy.position = position;
        return copy;
    }

    /** Makes these what others are, as damage or another copy of the database would. */
    public synchronized void copyFrom(MemoryBalances others) {
        settled.clear();
        settled.putAll(others.settled);
        open.clear();
        open.putAll(others.open);
        position = others.position;
    }

    /** How often a budget was looked up. */
    public synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized Standing open(int fold) {
        return new Standing(position, Map.copyOf(open));
    }

    @Override
    public synchronized Optional<Standing> standing(int fold) {
        return Optional.of(open(fold));
    }

    @Override
    public synchronized Spent spent(BudgetScope scope) {
        return new Spent(settled(scope), position);
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized long settled(BudgetScope scope) {
        reads++;
        return settled.getOrDefault(scope, 0L);
    }

    @Override
    public synchronized Map<BudgetScope, Long> add(Change change) {
        if (change.from() != position) {
            throw new IllegalStateException("The balances end at " + position);
        }
        position = change.to();
        open.putAll(change.opened());
        open.keySet().removeAll(change.closed());
        Map<BudgetScope, Long> totals = new HashMap<>();
        change.settled().forEach((scope, more) -> totals.put(scope, settled.merge(scope, more, Math::addExact)));
        return totals;
    }
}
