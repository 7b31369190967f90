package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;

/**
 * A budget as it stood when a reservation was decided.
 *
 * @param scope what the cap applies to
 * @param cap the hard limit
 * @param settled spent for certain
 * @param reserved promised to tasks under way
 */
public record ScopeBalance(BudgetScope scope, Micros cap, Micros settled, Micros reserved) {

    /** What may still be reserved; never negative. */
    public Micros headroom() {
        Micros left = cap.minus(settled).minus(reserved);
        return left.amount() < 0 ? Micros.zero(cap.currency()) : left;
    }
}
