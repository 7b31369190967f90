package dev.chancery.query.web;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.query.contracts.AccountView;
import dev.chancery.query.web.security.Accounts;
import dev.chancery.query.web.security.Passwords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Accounts and what proves them, in memory: somebody for each role, and {@code admin} with all that one may be who administers. The
 * password of each is {@code the password of <name>}, the token {@code cht_<name>}.
 */
final class MemoryAccounts implements Accounts {

    static final String ADMIN = "admin";
    static final Instant LONG = Instant.parse("2999-01-01T00:00:00Z");

    private static final PasswordEncoder ENCODER = Passwords.encoder();

    private final Map<AccountId, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Map<AccountId, AccountSecrets.Secrets> secrets = new ConcurrentHashMap<>();
    private final Map<AccountId, Long> steps = new ConcurrentHashMap<>();

    MemoryAccounts() {
        person(ADMIN, grant(Role.ADMINISTRATOR), grant(Role.COMPLIANCE_OFFICER), grant(Role.AI_OFFICER));
        person("administrator", grant(Role.ADMINISTRATOR));
        person("officer", grant(Role.COMPLIANCE_OFFICER));
        person("reviewer", grant(Role.REVIEWER));
        person("ai-officer", grant(Role.AI_OFFICER));
        person("regulator", new RoleGrant(Role.REGULATOR, null, LONG));
        person("narrow-regulator", new RoleGrant(Role.REGULATOR, "hiring", LONG));
        person("board", grant(Role.BOARD));
        person("auditor", new RoleGrant(Role.AUDITOR, "hiring", LONG));
    }

    static RoleGrant grant(Role role) {
        return new RoleGrant(role, null, null);
    }

    static String password(String name) {
        return "the password of " + name;
    }

    static String token(AccountId account) {
        return "cht_" + account;
    }

    /** Somebody with a password that is his own and a token for all that he may. */
    AccountId person(String name, RoleGrant... grants) {
        AccountId id = new AccountId(name);
        List<RoleGrant> all = List.of(grants);
        accounts.put(id, new Account(id, true, false, all, false, false, 1));
        secrets.put(id, new AccountSecrets.Secrets(ENCODER.encode(password(name)), null, List.of(), null));
        tokens.put(
                KeyDigest.of(token(id)),
                new Token("t-" + name, id, all.stream().map(RoleGrant::role).toList(), false, LONG));
        return id;
    }

    /** A further token of somebody. */
    void token(String bearer, AccountId account, boolean readOnly, Instant expires, Role... roles) {
        tokens.put(KeyDigest.of(bearer), new Token("t-more", account, List.of(roles), readOnly, expires));
    }

    void put(Account account) {
        accounts.put(account.id(), account);
    }

    /** As the fold of the record would have it. */
    void apply(AccountCommand command) {
        AccountId id = command.account();
        Account now = accounts.get(id);
        switch (command) {
            case AccountCommand.OpenAccount open -> {
                if (now != null) {
                    throw new IllegalStateException("There is an account '" + id + "' already.");
                }
                put(new Account(id, open.local(), false, open.grants(), false, false, 0));
            }
            case AccountCommand.SetRoles set ->
                put(new Account(
                        id,
                        now.local(),
                        now.closed(),
                        set.grants(),
                        now.temporaryPassword(),
                        now.secondFactor(),
                        now.proofs()));
            case AccountCommand.CloseAccount close -> {
                if (id.value().equals(ADMIN)) {
                    throw new IllegalStateException("Nobody would be left who administers.");
                }
                put(closed(now, true));
            }
            case AccountCommand.ReopenAccount reopen -> put(closed(now, false));
            case AccountCommand.ForgetAccount forget -> {
                put(closed(now, true));
                secrets.remove(id);
            }
            case AccountCommand.RecordPassword password ->
                put(new Account(
                        id,
                        now.local(),
                        now.closed(),
                        now.grants(),
                        password.temporary(),
                        now.secondFactor(),
                        now.proofs() + 1));
            case AccountCommand.RecordSecondFactor factor ->
                put(new Account(
                        id,
                        now.local(),
                        now.closed(),
                        now.grants(),
                        now.temporaryPassword(),
                        factor.enrolled(),
                        now.proofs() + 1));
            case AccountCommand.IssueToken issue ->
                tokens.put(
                        issue.sha256(), new Token(issue.token(), id, issue.roles(), issue.readOnly(), issue.expires()));
            case AccountCommand.RevokeToken revoke ->
                tokens.values().removeIf(token -> token.id().equals(revoke.token()));
            case AccountCommand.RecordRefusedSignIn refused -> {}
        }
    }

    private static Account closed(Account now, boolean closed) {
        return new Account(
                now.id(), now.local(), closed, now.grants(), now.temporaryPassword(), now.secondFactor(), now.proofs());
    }

    /** A copy that is closed. */
    void close(AccountId id) {
        put(closed(accounts.get(id), true));
    }

    @Override
    public Optional<Accounts.Account> find(AccountId account) {
        return Optional.ofNullable(accounts.get(account));
    }

    @Override
    public Optional<Token> token(String bearer) {
        return Optional.ofNullable(tokens.get(KeyDigest.of(bearer)))
                .filter(token -> !accounts.get(token.account()).closed());
    }

    /** Accounts as the views have them, by their ids. */
    List<AccountView> views() {
        return accounts.keySet().stream()
                .sorted(Comparator.comparing(AccountId::value))
                .map(this::view)
                .toList();
    }

    /** An account as the views have it; null when there is none. */
    AccountView view(AccountId id) {
        Account now = accounts.get(id);
        Instant then = Instant.parse("2026-11-01T12:00:00Z");
        return now == null
                ? null
                : new AccountView(
                        id.value(),
                        now.local(),
                        now.grants(),
                        then,
                        ADMIN,
                        now.closed() ? new AccountView.Closed(then, "left", ADMIN) : null,
                        false,
                        then,
                        now.temporaryPassword(),
                        now.secondFactor() ? then : null,
                        tokens.values().stream()
                                .filter(token -> token.account().equals(id))
                                .map(token -> new AccountView.Token(
                                        token.id(),
                                        token.roles(),
                                        token.readOnly(),
                                        "a program",
                                        then,
                                        ADMIN,
                                        token.expires(),
                                        null))
                                .toList(),
                        null,
                        0,
                        null,
                        List.of());
    }

    /** What proves accounts, as the other port has it. */
    AccountSecrets secrets() {
        return new AccountSecrets() {
            @Override
            public Optional<Secrets> find(AccountId account) {
                return Optional.ofNullable(secrets.get(account));
            }

            @Override
            public void keep(AccountId account, Secrets kept) {
                secrets.put(account, kept);
            }

            @Override
            public boolean useStep(AccountId account, long step) {
                boolean[] used = new boolean[1];
                steps.compute(account, (each, last) -> {
                    used[0] = last == null || step > last;
                    return used[0] ? Long.valueOf(step) : last;
                });
                return used[0];
            }

            @Override
            public boolean useRecoveryCode(AccountId account, String sha256) {
                boolean[] used = new boolean[1];
                secrets.computeIfPresent(account, (each, kept) -> {
                    List<String> left = new ArrayList<>(kept.recoveryCodes());
                    used[0] = left.remove(sha256);
                    return new Secrets(kept.passwordHash(), kept.secondFactor(), left, kept.displayName());
                });
                return used[0];
            }

            @Override
            public void forget(AccountId account) {
                secrets.remove(account);
            }
        };
    }
}
