package dev.chancery.contracts.log;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.BudgetScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What every budget had spent and which reservations were open at a position of the log, so that a start reads only what
 * follows. Derived from the log: what is there may be dropped while nobody uses it, and is made again from
 * the first event.
 */
public interface Balances {

    /**
     * Money taken from budgets until it is settled.
     *
     * @param amount in micros
     * @param scopes the budgets that it is taken from
     */
    record Reservation(long amount, List<BudgetScope> scopes) {
        public Reservation {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * What is there.
     *
     * @param position after the last event that is in it
     * @param open the reservations that were not settled then
     */
    record Standing(long position, Map<TaskId, Reservation> open) {}

    /**
     * Money that was spent.
     *
     * @param amount in micros
     * @param position of the log, as of which
     */
    record Spent(long amount, long position) {}

    /**
     * What some events did.
     *
     * @param from position of the first
     * @param to position after the last; more than {@code from}
     * @param settled micros that each budget has spent more
     * @param opened reservations that are open at the end
     * @param closed tasks whose reservation was open before and no longer is
     */
    record Change(
            long from, long to, Map<BudgetScope, Long> settled, Map<TaskId, Reservation> opened, Set<TaskId> closed) {}

    /**
     * Checks what is there, and throws it away when it is of another fold or another log, or does not add up.
     *
     * @param fold the version of the fold that makes it
     */
    Standing open(int fold);

    /** What is there, as it is; empty when it cannot be trusted, or nobody has {@linkplain #open opened} it yet. */
    Optional<Standing> standing(int fold);

    /** Micros that a budget has spent, as of the position reached. */
    long settled(BudgetScope scope);

    /** The same, with that position. */
    Spent spent(BudgetScope scope);

    /** The position reached. */
    long position();

    /**
     * Goes on, all or nothing. The same change a second time changes nothing, so one of unknown fate can be tried again.
     *
     * @return what the budgets that changed have spent now
     * @throws IllegalStateException when what is there does not end where the change begins
     */
    Map<BudgetScope, Long> add(Change change);
}
