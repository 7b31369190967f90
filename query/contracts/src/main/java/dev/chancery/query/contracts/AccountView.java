package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.AccountChange;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account as the record has it. How the person is called is not on the record.
 *
 * @param local whether it has a password here; else an OpenID provider vouches for it
 * @param grants as given, those that are over too
 * @param closed null while it is open
 * @param forgotten whether what was kept of the person is gone
 * @param passwordSetAt null when it has none here
 * @param temporaryPassword whether somebody else knows the password
 * @param secondFactorSince null without one
 * @param tokens in the order of their issue
 * @param lastVisit null when there was none
 * @param refusals how often somebody was not let in
 * @param lastRefusal null when that never was
 * @param history what was changed, the oldest first, the last {@value #HISTORY}; empty in a list
 */
public record AccountView(
        String account,
        boolean local,
        List<RoleGrant> grants,
        Instant openedAt,
        String openedBy,
        @Nullable Closed closed,
        boolean forgotten,
        @Nullable Instant passwordSetAt,
        boolean temporaryPassword,
        @Nullable Instant secondFactorSince,
        List<Token> tokens,
        @Nullable LastVisit lastVisit,
        long refusals,
        @Nullable Refusal lastRefusal,
        List<Change> history) {

    /** Most changes that are told. */
    public static final int HISTORY = 100;

    /** Why it is closed. */
    public record Closed(Instant at, String reason, String by) {}

    /**
     * A token for programs.
     *
     * @param revoked null while it is not
     */
    public record Token(
            String token,
            List<Role> roles,
            boolean readOnly,
            String label,
            Instant issuedAt,
            String issuedBy,
            Instant expires,
            @Nullable Closed revoked) {}

    /** When it was used last. */
    public record LastVisit(String visit, Instant at, SignInMethod method) {}

    /** Who was not let in, when. */
    public record Refusal(Instant at, SignInMethod method, SignInRefusal cause) {}

    /**
     * A change.
     *
     * @param grants those that were given; null when the change is about something else
     * @param token the token it is about; null when it is about none
     * @param position of the event
     */
    public record Change(
            AccountChange change,
            @Nullable List<RoleGrant> grants,
            @Nullable String token,
            @Nullable String reason,
            String by,
            Instant at,
            long position) {}
}
