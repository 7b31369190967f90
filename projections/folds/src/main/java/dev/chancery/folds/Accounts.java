package dev.chancery.folds;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.event.AccountEvent;
import dev.chancery.contracts.event.AccountEvent.AccountClosed;
import dev.chancery.contracts.event.AccountEvent.AccountForgotten;
import dev.chancery.contracts.event.AccountEvent.AccountOpened;
import dev.chancery.contracts.event.AccountEvent.AccountReopened;
import dev.chancery.contracts.event.AccountEvent.PasswordSet;
import dev.chancery.contracts.event.AccountEvent.RolesSet;
import dev.chancery.contracts.event.AccountEvent.SecondFactorEnrolled;
import dev.chancery.contracts.event.AccountEvent.SecondFactorRemoved;
import dev.chancery.contracts.event.AccountEvent.SignInRefused;
import dev.chancery.contracts.event.AccountEvent.TokenIssued;
import dev.chancery.contracts.event.AccountEvent.TokenRevoked;
import dev.chancery.contracts.fact.AccountChange;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accounts by their id, closed ones too. No digest of a token is kept here. */
public final class Accounts implements Fold<Step, AccountId, Accounts.Account> {

    /** Most changes that are kept of an account: the last ones. All of them are in its stream. */
    public static final int HISTORY = 100;

    /**
     * An account.
     *
     * @param closed null while it is open
     * @param passwordSetAt null when it has none here
     * @param secondFactorSince null without one
     * @param tokens in the order of their issue
     * @param refusals how often somebody was not let in
     * @param lastRefusal null when that never was
     * @param history the last {@value #HISTORY} changes, the oldest first
     */
    public record Account(
            AccountId account,
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
            long refusals,
            @Nullable Refusal lastRefusal,
            List<Change> history) {}

    /** Why an account is closed, or a token shut. */
    public record Closed(Instant at, String reason, String by) {}

    /**
     * A token.
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

    /** Somebody was not let in. */
    public record Refusal(Instant at, SignInMethod method, SignInRefusal cause) {}

    /**
     * What was changed.
     *
     * @param grants those that were given, null when it is about something else
     * @param token that it is about, null when it is about none
     */
    public record Change(
            AccountChange change,
            @Nullable List<RoleGrant> grants,
            @Nullable String token,
            @Nullable String reason,
            String by,
            Instant at,
            long position) {}

    @Override
    public String name() {
        return "accounts";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<AccountId> keys(Step step) {
        return step.recorded().event() instanceof AccountEvent event ? List.of(event.account()) : List.of();
    }

    @Override
    public Account apply(AccountId key, @Nullable Account before, Step step) {
        Instant at = step.recorded().at();
        long position = step.recorded().position();
        AccountEvent event = (AccountEvent) step.recorded().event();
        if (event instanceof AccountOpened e) {
            return opened(e, at, position);
        }
        if (before == null) {
            throw new IllegalStateException("Account " + key + " goes on and was never opened");
        }
        Next a = new Next(before, at, position);
        switch (event) {
            case AccountOpened ignored -> throw new IllegalStateException("Account " + key + " is opened twice");
            case RolesSet e -> {
                a.grants = e.grants();
                a.changed(AccountChange.ROLES_SET, e.grants(), null, e.reason(), e.by());
            }
            case AccountClosed e -> {
                a.closed = new Closed(at, e.reason(), e.by());
                a.changed(AccountChange.CLOSED, null, null, e.reason(), e.by());
            }
            case AccountReopened e -> {
                a.closed = null;
                a.changed(AccountChange.REOPENED, null, null, e.reason(), e.by());
            }
            case AccountForgotten e -> {
                a.forgotten = true;
                a.passwordSetAt = null;
                a.temporaryPassword = false;
                a.secondFactorSince = null;
                a.changed(AccountChange.FORGOTTEN, null, null, e.reason(), e.by());
            }
            case PasswordSet e -> {
                a.passwordSetAt = at;
                a.temporaryPassword = e.temporary();
                a.changed(AccountChange.PASSWORD_SET, null, null, null, e.by());
            }
            case SecondFactorEnrolled e -> {
                a.secondFactorSince = at;
                a.changed(AccountChange.SECOND_FACTOR_ENROLLED, null, null, null, e.by());
            }
            case SecondFactorRemoved e -> {
                a.secondFactorSince = null;
                a.changed(AccountChange.SECOND_FACTOR_REMOVED, null, null, e.reason(), e.by());
            }
            case TokenIssued e -> {
                a.tokens.add(new Token(e.token(), e.roles(), e.readOnly(), e.label(), at, e.by(), e.expires(), null));
                a.changed(AccountChange.TOKEN_ISSUED, null, e.token(), null, e.by());
            }
            case TokenRevoked e -> {
                a.tokens.replaceAll(token -> revoked(token, e, at));
                a.changed(AccountChange.TOKEN_REVOKED, null, e.token(), e.reason(), e.by());
            }
            case SignInRefused e -> {
                a.refusals++;
                a.lastRefusal = new Refusal(at, e.method(), e.cause());
            }
        }
        return a.account();
    }

    private static Account opened(AccountOpened event, Instant at, long position) {
        return new Account(
                event.account(),
                event.local(),
                event.grants(),
                at,
                event.by(),
                null,
                false,
                null,
                false,
                null,
                List.of(),
                0,
                null,
                List.of(new Change(AccountChange.OPENED, event.grants(), null, null, event.by(), at, position)));
    }

    private static Token revoked(Token token, TokenRevoked event, Instant at) {
        return token.token().equals(event.token()) && token.revoked() == null
                ? new Token(
                        token.token(),
                        token.roles(),
                        token.readOnly(),
                        token.label(),
                        token.issuedAt(),
                        token.issuedBy(),
                        token.expires(),
                        new Closed(at, event.reason(), event.by()))
                : token;
    }

    /** An account on its way from one state to the next. */
    private static final class Next {
        private final Account before;
        private final Instant at;
        private final long position;
        private final List<Token> tokens;
        private final List<Change> history;
        private List<RoleGrant> grants;
        private @Nullable Closed closed;
        private boolean forgotten;
        private @Nullable Instant passwordSetAt;
        private boolean temporaryPassword;
        private @Nullable Instant secondFactorSince;
        private long refusals;
        private @Nullable Refusal lastRefusal;

        Next(Account before, Instant at, long position) {
            this.before = before;
            this.at = at;
            this.position = position;
            tokens = new ArrayList<>(before.tokens());
            history = new ArrayList<>(before.history());
            grants = before.grants();
            closed = before.closed();
            forgotten = before.forgotten();
            passwordSetAt = before.passwordSetAt();
            temporaryPassword = before.temporaryPassword();
            secondFactorSince = before.secondFactorSince();
            refusals = before.refusals();
            lastRefusal = before.lastRefusal();
        }

        void changed(
                AccountChange change,
                @Nullable List<RoleGrant> given,
                @Nullable String token,
                @Nullable String reason,
                String by) {
            if (history.size() == HISTORY) {
                history.removeFirst();
            }
            history.add(new Change(change, given, token, reason, by, at, position));
        }

        Account account() {
            return new Account(
                    before.account(),
                    before.local(),
                    grants,
                    before.openedAt(),
                    before.openedBy(),
                    closed,
                    forgotten,
                    passwordSetAt,
                    temporaryPassword,
                    secondFactorSince,
                    List.copyOf(tokens),
                    refusals,
                    lastRefusal,
                    List.copyOf(history));
        }
    }
}
