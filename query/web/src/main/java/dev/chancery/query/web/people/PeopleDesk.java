package dev.chancery.query.web.people;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.command.AccountCommand.CloseAccount;
import dev.chancery.contracts.command.AccountCommand.ForgetAccount;
import dev.chancery.contracts.command.AccountCommand.IssueToken;
import dev.chancery.contracts.command.AccountCommand.OpenAccount;
import dev.chancery.contracts.command.AccountCommand.RecordPassword;
import dev.chancery.contracts.command.AccountCommand.RecordSecondFactor;
import dev.chancery.contracts.command.AccountCommand.ReopenAccount;
import dev.chancery.contracts.command.AccountCommand.RevokeToken;
import dev.chancery.contracts.command.AccountCommand.SetRoles;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.query.contracts.AccountQuery.FindAccount;
import dev.chancery.query.contracts.AccountQuery.FindAccounts;
import dev.chancery.query.contracts.AccountQuery.FindVisit;
import dev.chancery.query.contracts.AccountQuery.FindVisits;
import dev.chancery.query.contracts.AccountView;
import dev.chancery.query.contracts.AccountsView;
import dev.chancery.query.contracts.VisitPageView;
import dev.chancery.query.contracts.VisitsView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.security.Accounts;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.ApiToken;
import dev.chancery.query.web.security.Passwords;
import dev.chancery.query.web.security.ReadableSecret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where administrators keep accounts, for the API and the pages alike. What is secret is told once and never again. */
@Component
public final class PeopleDesk {

    /** For how long a token may be good. */
    public static final Duration LONGEST_TOKEN = Duration.ofDays(366);

    private final Desk desk;
    private final Accounts accounts;
    private final AccountSecrets secrets;
    private final SecureRandom random;
    private final InstantSource clock;

    PeopleDesk(Desk desk, Accounts accounts, AccountSecrets secrets, SecureRandom random, InstantSource clock) {
        this.desk = desk;
        this.accounts = accounts;
        this.secrets = secrets;
        this.random = random;
        this.clock = clock;
    }

    /** A role as it is asked for. */
    public record Wanted(
            @Nullable Role role,
            @Nullable String system,
            @Nullable Instant until) {}

    /** A token as it is asked for. */
    public record WantedToken(
            @Nullable List<Role> roles,
            @Nullable Boolean readOnly,
            @Nullable Instant expires,
            @Nullable String label) {}

    /**
     * A password that somebody else is to be given, who then makes one of his own.
     *
     * @param temporaryPassword shown here and never again; null for an account that has none here
     */
    public record Given(String account, @Nullable String temporaryPassword) {
        @Override
        public String toString() {
            return "Given[" + account + "]";
        }
    }

    /** A new token. It is shown here and never again; the record holds its SHA-256. */
    public record Issued(
            String account, String token, String bearer, List<Role> roles, boolean readOnly, Instant expires) {
        @Override
        public String toString() {
            return "Issued[" + token + "]";
        }
    }

    /** Accounts by their ids. */
    public AccountsView all(@Nullable String after, int limit) {
        return desk.ask(new FindAccounts(after, limit));
    }

    /** An account with its history. */
    public AccountView one(String account) {
        return desk.find(new FindAccount(id(account))).orElseThrow(() -> Problem.notFound("account", account));
    }

    /** How somebody is called; empty when his account's id is all there is. */
    public Optional<String> name(AccountId account) {
        return secrets.find(account).flatMap(kept -> Optional.ofNullable(kept.displayName()));
    }

    /** Visits, the newest first. */
    public VisitsView visits(@Nullable String account, boolean viewed, @Nullable Long before, int limit) {
        return desk.ask(new FindVisits(account == null ? null : id(account), viewed, before, limit));
    }

    /** A visit with what was looked at. */
    public VisitPageView visit(String visit, @Nullable Long after, int limit) {
        return desk.find(new FindVisit(visit, after, limit)).orElseThrow(() -> Problem.notFound("visit", visit));
    }

    /**
     * Makes somebody known, with a password to begin with.
     *
     * @param name how he is called; kept beside the record and never in it
     */
    public Given open(
            @Nullable String wanted,
            @Nullable String name,
            @Nullable Boolean local,
            @Nullable List<Wanted> roles,
            String by) {
        AccountId account = new AccountId(desk.newId("account", wanted));
        if (account.value().equalsIgnoreCase("chancery") || account.value().startsWith("sso-")) {
            throw Problem.invalid("'chancery' is what the record calls the program itself, and 'sso-…' are the accounts of people"
                    + " whom a provider vouches for. Give 'account' another name.");
        }
        boolean here = local == null || local;
        String called = name == null || name.isBlank() ? null : name.strip();
        if (called != null && called.length() > Desk.NAME_LIMIT) {
            throw Problem.invalid("Give 'name' with at most " + Desk.NAME_LIMIT + " characters.");
        }
        desk.act(new OpenAccount(account, here, grants(roles), by));
        if (!here) {
            secrets.keep(account, new Secrets(null, null, List.of(), called));
            return new Given(account.value(), null);
        }
        return new Given(account.value(), temporary(account, called, by));
    }

    /** Gives roles in the place of those that there are. */
    public void setRoles(String account, @Nullable List<Wanted> roles, @Nullable String reason, String by) {
        desk.act(new SetRoles(known(account).id(), grants(roles), desk.reason(reason), by));
    }

    /** Closes an account: nobody comes in by it, and its sessions and tokens end at once. */
    public void close(String account, @Nullable String reason, String by) {
        desk.act(new CloseAccount(known(account).id(), desk.reason(reason), by));
    }

    /** Opens it again. */
    public void reopen(String account, @Nullable String reason, String by) {
        desk.act(new ReopenAccount(known(account).id(), desk.reason(reason), by));
    }

    /** Forgets the person whose account is closed: his name and what proved him. */
    public void forget(String account, @Nullable String reason, String by) {
        desk.act(new ForgetAccount(known(account).id(), desk.reason(reason), by));
    }

    /** Gives somebody who forgot his password one to begin with again. His sessions end. */
    public Given resetPassword(String account, String by) {
        Account known = known(account);
        if (!known.local()) {
            throw Problem.conflict(
                    "no-password-here", "The account is vouched for by a provider and has no password here.");
        }
        return new Given(account, temporary(known.id(), name(known.id()).orElse(null), by));
    }

    /** Takes the second factor of somebody away who lost it. His sessions end. */
    public void resetSecondFactor(String account, @Nullable String reason, String by) {
        Account known = known(account);
        if (!known.secondFactor()) {
            throw Problem.conflict("no-second-factor", "The account has no second factor.");
        }
        desk.act(new RecordSecondFactor(known.id(), false, desk.reason(reason), by));
        secrets.find(known.id())
                .ifPresent(kept -> secrets.keep(
                        known.id(), new Secrets(kept.passwordHash(), null, List.of(), kept.displayName())));
    }

    /** Makes a token of an account. */
    public Issued issue(String account, WantedToken wanted, String by) {
        AccountId id = known(account).id();
        if (wanted.roles() == null || wanted.roles().isEmpty()) {
            throw Problem.invalid("Give 'roles', those of the account that the token may use.");
        }
        Instant now = clock.instant();
        Instant expires = wanted.expires();
        if (expires == null || !expires.isAfter(now) || expires.isAfter(now.plus(LONGEST_TOKEN))) {
            throw Problem.invalid("Give 'expires', an instant such as 2027-12-02T10:00:00Z, at most "
                    + LONGEST_TOKEN.toDays() + " days ahead.");
        }
        String label = desk.plain("label", wanted.label());
        boolean readOnly = Boolean.TRUE.equals(wanted.readOnly());
        List<Role> roles = wanted.roles().stream().distinct().sorted().toList();
        ApiToken token = ApiToken.random(random);
        desk.act(new IssueToken(id, token.id(), token.sha256(), roles, readOnly, expires, label, by));
        return new Issued(account, token.id(), token.bearer(), roles, readOnly, expires);
    }

    /** Shuts a token. */
    public void revoke(String account, String token, @Nullable String reason, String by) {
        desk.act(new RevokeToken(known(account).id(), token, desk.reason(reason), by));
    }

    private String temporary(AccountId account, @Nullable String name, String by) {
        String password = ReadableSecret.random(random);
        Secrets before = secrets.find(account).orElse(new Secrets(null, null, List.of(), null));
        desk.act(new RecordPassword(account, true, by));
        secrets.keep(
                account,
                new Secrets(Passwords.encoder().encode(password), before.secondFactor(), before.recoveryCodes(), name));
        return password;
    }

    private Account known(String account) {
        return accounts.find(id(account)).orElseThrow(() -> Problem.notFound("account", account));
    }

    private static AccountId id(String account) {
        if (!Id.isValid(account)) {
            throw Problem.notFound("account", account);
        }
        return new AccountId(account);
    }

    private static List<RoleGrant> grants(@Nullable List<Wanted> roles) {
        if (roles == null || roles.isEmpty()) {
            throw Problem.invalid(
                    "Give 'roles', each with a 'role', and where it needs them a 'system' and an 'until'.");
        }
        return roles.stream()
                .map(wanted -> {
                    Role role = wanted.role();
                    if (role == null) {
                        throw Problem.invalid("Each of 'roles' has a 'role', as compliance_officer.");
                    }
                    String system = wanted.system();
                    return new RoleGrant(
                            role, system == null || system.isBlank() ? null : system.strip(), wanted.until());
                })
                .toList();
    }
}
