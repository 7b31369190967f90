package dev.chancery.contracts.event;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.VisitEnd;
import java.util.List;

/** What somebody was here for, from signing in to signing out; stream {@code visit/<visit>}. */
public sealed interface VisitEvent extends Event {

    String visit();

    /**
     * Somebody was let in.
     *
     * @param grants what was in force when he came
     */
    record VisitBegan(String visit, AccountId account, SignInMethod method, List<RoleGrant> grants)
            implements VisitEvent {
        public VisitBegan {
            grants = List.copyOf(grants);
        }
    }

    /**
     * Somebody from outside asked for something that he may see; recorded before it is shown.
     *
     * @param method of HTTP
     * @param path with ids, and with the names of what was asked by; never the words that were searched for
     */
    record VisitViewed(String visit, AccountId account, String method, String path) implements VisitEvent {}

    /** It is over. A visit that a crash cut off has no end. */
    record VisitEnded(String visit, VisitEnd cause) implements VisitEvent {}
}
