package dev.chancery.handling.account;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.log.Nodes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * Sees to it that somebody is left who administers. Whoever takes the role from an account, or closes one that has it, does so
 * one after the other, on all nodes, from the look at the others until it is committed: so two administrators who withdraw each other
 * at the same moment cannot both succeed.
 *
 * <p>Only a grant without end counts, for a day would come on which the others are over and nobody could give the role again.
 */
public final class Administrators {

    private final Supplier<Set<AccountId>> standing;
    private final Nodes nodes;
    private final InstantSource clock;
    private final Semaphore one = new Semaphore(1, true);

    /**
     * @param standing the open accounts that {@linkplain #administers administer}, as of everything that is committed when it is
     *     asked, on whichever node
     */
    public Administrators(Supplier<Set<AccountId>> standing, Nodes nodes, InstantSource clock) {
        this.standing = standing;
        this.nodes = nodes;
        this.clock = clock;
    }

    /** Whether somebody with these grants administers without end. */
    public static boolean administers(Collection<RoleGrant> grants) {
        return grants.stream().anyMatch(grant -> grant.role() == Role.ADMINISTRATOR && grant.until() == null);
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Lets an account administer no more, and nobody else until what is being handled is over.
     *
     * @throws IllegalStateException when nobody would be left
     */
    void withdraw(AccountId account) {
        one.acquireUninterruptibly();
        CurrentUnitOfWork.get().onCleanup(over -> one.release());
        Nodes.Turn turn = nodes.turn();
        CurrentUnitOfWork.get().onCleanup(over -> turn.close());
        List<AccountId> others =
                standing.get().stream().filter(other -> !other.equals(account)).toList();
        if (others.isEmpty()) {
            throw new IllegalStateException("Nobody else administers without end. Give another open account the role"
                    + " ADMINISTRATOR without 'until' first.");
        }
    }
}
