package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import java.time.LocalDate;
import java.util.List;

/**
 * Caps that have a period, and what is gone of each, as far as the views have come. Whether a request is let through is decided by the
 * reservations of the moment, which are never behind.
 */
public record BalancesView(LocalDate day, List<Balance> balances) {

    /**
     * A cap in its period.
     *
     * @param settled what its tasks have cost, in the currency of the cap
     * @param promised what tasks under way may cost at most
     */
    public record Balance(BudgetScope scope, String owner, Micros cap, Micros settled, Micros promised) {

        /** What is left; not less than nothing. */
        public Micros left() {
            long left = cap.amount() - settled.amount() - promised.amount();
            return new Micros(Math.max(0, left), cap.currency());
        }
    }
}
