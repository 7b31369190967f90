package dev.chancery.app.accounts;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.command.AccountCommand;
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
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.handling.account.Administrators;
import dev.chancery.query.web.security.Accounts;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Accounts and their tokens, folded from the record into memory, a moment behind it. At start only the streams of accounts are read,
 * so that starting costs the same however long the record is.
 */
public final class AccountRegister implements Accounts, AutoCloseable {

    /** Tells nothing of who may come in, and there may be many. */
    private static final String REFUSED = "account.sign-in-refused";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final EventLog log;
    private final Consumer<AccountId> whenForgotten;
    private final Map<AccountId, Known> accounts = new ConcurrentHashMap<>();
    private final Map<String, TokenIssued> byDigest = new ConcurrentHashMap<>();
    private final Map<AccountId, Long> taken = new HashMap<>();
    private final EventLog.Following following;

    /**
     * An account as it stands.
     *
     * @param passwordSet whether it ever had a password
     * @param temporary whether that is one that somebody else knows
     * @param proofs how often its password or second factor was changed
     */
    private record Known(
            AccountOpened opened,
            List<RoleGrant> grants,
            boolean closed,
            boolean passwordSet,
            boolean temporary,
            boolean secondFactor,
            long proofs) {

        Known grants(List<RoleGrant> given) {
            return new Known(opened, given, closed, passwordSet, temporary, secondFactor, proofs);
        }

        Known closed(boolean now) {
            return new Known(opened, grants, now, passwordSet, temporary, secondFactor, proofs);
        }

        Known password(boolean isTemporary) {
            return new Known(opened, grants, closed, true, isTemporary, secondFactor, proofs + 1);
        }

        Known secondFactor(boolean now) {
            return new Known(opened, grants, closed, passwordSet, temporary, now, proofs + 1);
        }

        boolean administers() {
            return !closed && Administrators.administers(grants);
        }

        Account account() {
            return new Account(opened.account(), opened.local(), closed, grants, temporary, secondFactor, proofs);
        }
    }

    /**
     * Reads the accounts there are and follows the record from then on.
     *
     * @param whenForgotten destroys what is kept of a person beside the record; called again at each start
     */
    public AccountRegister(EventLog log, Consumer<AccountId> whenForgotten) {
        this.log = log;
        this.whenForgotten = whenForgotten;
        long now = log.size();
        for (String stream : log.streams(AccountCommand.STREAM)) {
            log.readStream(stream).stream()
                    .filter(stored -> !stored.name().equals(REFUSED))
                    .forEach(stored -> take(log.decode(stored)));
        }
        following = log.follow("accounts", now, batch -> batch.forEach(this::take));
        catchUp();
    }

    /** By one thread at a time. What was read with its stream comes again when it was recorded meanwhile. */
    private void take(Recorded recorded) {
        if (recorded.event() instanceof AccountEvent event && recorded.position() > taken.getOrDefault(event.account(), -1L)) {
            take(event);
            taken.put(event.account(), recorded.position());
        }
    }

    private void take(AccountEvent event) {
        switch (event) {
            case AccountOpened e ->
                accounts.put(e.account(), new Known(e, e.grants(), false, false, false, false, 0));
            case RolesSet e -> change(e, known -> known.grants(e.grants()));
            case AccountClosed e -> change(e, known -> known.closed(true));
            case AccountReopened e -> change(e, known -> known.closed(false));
            case AccountForgotten e -> whenForgotten.accept(e.account());
            case PasswordSet e -> change(e, known -> known.password(e.temporary()));
            case SecondFactorEnrolled e -> change(e, known -> known.secondFactor(true));
            case SecondFactorRemoved e -> change(e, known -> known.secondFactor(false));
            case TokenIssued e -> byDigest.put(e.sha256(), e);
            case TokenRevoked e -> byDigest.values().removeIf(issued -> isOf(issued, e));
            case SignInRefused ignored -> {}
        }
    }

    private void change(AccountEvent event, UnaryOperator<Known> change) {
        accounts.computeIfPresent(event.account(), (account, known) -> change.apply(known));
    }

    private static boolean isOf(TokenIssued issued, TokenRevoked revoked) {
        return issued.account().equals(revoked.account()) && issued.token().equals(revoked.token());
    }

    @Override
    public Optional<Account> find(AccountId account) {
        return Optional.ofNullable(accounts.get(account)).map(Known::account);
    }

    /**
     * Whose a token is. It has 256 random bits and is looked up by its digest, so neither a guess nor the time that the look-up
     * takes tells anything of another one.
     */
    @Override
    public Optional<Token> token(String bearer) {
        return Optional.ofNullable(byDigest.get(KeyDigest.of(bearer)))
                .filter(issued -> find(issued.account()).filter(account -> !account.closed()).isPresent())
                .map(issued -> new Token(
                        issued.token(), issued.account(), issued.roles(), issued.readOnly(), issued.expires()));
    }

    /** Tokens of an account that somebody issued and nobody revoked. */
    List<TokenIssued> tokens(AccountId account, String by) {
        return byDigest.values().stream()
                .filter(issued -> issued.account().equals(account) && issued.by().equals(by))
                .sorted(Comparator.comparing(TokenIssued::token))
                .toList();
    }

    /** Whether an account ever had a password. */
    boolean hadPassword(AccountId account) {
        Known known = accounts.get(account);
        return known != null && known.passwordSet();
    }

    /** The open accounts that administer without end, as of everything that is committed now, on whichever node. */
    public Set<AccountId> administrators() {
        catchUp();
        Set<AccountId> found = new TreeSet<>(Comparator.comparing(AccountId::value));
        accounts.forEach((account, known) -> {
            if (known.administers()) {
                found.add(account);
            }
        });
        return found;
    }

    /** Waits until everything that is committed now is seen here. */
    public void catchUp() {
        try {
            if (!following.await(log.size(), LONGEST_WAIT)) {
                throw new RecordUnavailable("The register of accounts does not follow the record", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecordUnavailable("The register of accounts was interrupted", e);
        }
    }

    @Override
    public void close() {
        following.close();
    }
}
