package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.VisitEnd;
import java.time.Duration;
import java.time.Instant;

/** What a session knows of itself: whose it is, since when, and by which proofs. */
final class Stay {

    static final String ATTRIBUTE = Stay.class.getName();
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(12);

    private final AccountId account;
    private final String visit;
    private final Instant since;
    private final long proofs;
    private volatile Instant active;
    private volatile VisitEnd end = VisitEnd.EXPIRED;

    /** @param proofs as the account has them; when they change, whoever came in by the old ones goes */
    Stay(AccountId account, String visit, Instant since, long proofs) {
        this.account = account;
        this.visit = visit;
        this.since = since;
        this.proofs = proofs;
        this.active = since;
    }

    AccountId account() {
        return account;
    }

    String visit() {
        return visit;
    }

    /** The same stay after the person himself changed what proves him. */
    Stay proven(long now) {
        Stay next = new Stay(account, visit, since, now);
        next.active = active;
        return next;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(active.plus(IDLE)) || !now.isBefore(since.plus(LONGEST));
    }

    boolean isProvenBy(long now) {
        return proofs == now;
    }

    void touch(Instant now) {
        active = now;
    }

    void endBy(VisitEnd cause) {
        end = cause;
    }

    VisitEnd end() {
        return end;
    }
}
