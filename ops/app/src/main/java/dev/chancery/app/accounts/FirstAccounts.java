package dev.chancery.app.accounts;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.AccountCommand.IssueToken;
import dev.chancery.contracts.command.AccountCommand.OpenAccount;
import dev.chancery.contracts.command.AccountCommand.RecordPassword;
import dev.chancery.contracts.command.AccountCommand.RecordSecondFactor;
import dev.chancery.contracts.command.AccountCommand.RevokeToken;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.ApiToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The accounts without which nobody could open any other. They are there when the administrator's password is on the record, which
 * is recorded last, and when the hash of it can be read; until then every start makes them anew, and what a start
 * before handed out opens nothing.
 */
public final class FirstAccounts {

    /** Who opened them, in the record. */
    public static final String BY = "first-run";

    /** The account of who administers. */
    public static final AccountId ADMIN = new AccountId("admin");

    /** The account of who reviews, for a program in the first five minutes: who administers cannot. */
    public static final AccountId REVIEWER = new AccountId("first-reviewer");

    private static final List<Role> ADMIN_ROLES =
            List.of(Role.ADMINISTRATOR, Role.COMPLIANCE_OFFICER, Role.AI_OFFICER);

    /** Tokens of before had no end. */
    private static final Instant NO_END = Instant.parse("2126-01-01T00:00:00Z");

    private final AccountRegister register;
    private final AccountSecrets secrets;
    private final Consumer<AccountCommand> commands;

    /**
     * @param commands returns when what it records is seen in the register
     */
    public FirstAccounts(AccountRegister register, AccountSecrets secrets, Consumer<AccountCommand> commands) {
        this.register = register;
        this.secrets = secrets;
        this.commands = commands;
    }

    /** Whether somebody could sign in and open other accounts. */
    public boolean areThere() {
        return register.administrators().stream().anyMatch(this::mayComeIn);
    }

    private boolean mayComeIn(AccountId account) {
        return register.find(account).filter(known -> !known.local()).isPresent()
                || (register.hadPassword(account)
                        && secrets.find(account)
                                .filter(kept -> kept.passwordHash() != null)
                                .isPresent());
    }

    /** Who gets the first password: somebody who administers, when there is one whose password cannot be read. */
    AccountId administrator() {
        return register.administrators().stream().findFirst().orElse(ADMIN);
    }

    /** Opens who reviews and gives him a token. */
    void reviewer(ApiToken token) {
        open(REVIEWER, List.of(Role.REVIEWER));
        issue(REVIEWER, token.id(), token.sha256(), List.of(Role.REVIEWER), "first review token");
    }

    /** Opens who administers, with a token and a password. */
    void administrator(AccountId account, String tokenId, String tokenSha256, String passwordHash, boolean temporary) {
        open(account, ADMIN_ROLES);
        issue(account, tokenId, tokenSha256, ADMIN_ROLES, "first API token");
        if (register.find(account).filter(Account::secondFactor).isPresent()) {
            commands.accept(new RecordSecondFactor(account, false, "what proves it cannot be read", BY));
        }
        secrets.keep(account, new Secrets(passwordHash, null, List.of(), null));
        commands.accept(new RecordPassword(account, temporary, BY));
    }

    private void open(AccountId account, List<Role> roles) {
        if (register.find(account).isEmpty()) {
            commands.accept(new OpenAccount(
                    account,
                    true,
                    roles.stream().map(role -> new RoleGrant(role, null, null)).toList(),
                    BY));
        }
    }

    /** In the place of those that a start before handed out. What the account may do no more, its token may not either. */
    private void issue(AccountId account, String id, String sha256, List<Role> roles, String label) {
        Optional<Account> known = register.find(account).filter(found -> !found.closed());
        List<Role> given = roles.stream()
                .filter(role -> known.stream()
                        .flatMap(found -> found.grants().stream())
                        .anyMatch(grant -> grant.role() == role))
                .toList();
        boolean isThere = false;
        for (var issued : register.tokens(account, BY)) {
            if (issued.sha256().equals(sha256)) {
                isThere = true;
            } else {
                commands.accept(new RevokeToken(account, issued.token(), "another first run took its place", BY));
            }
        }
        if (!isThere && !given.isEmpty()) {
            commands.accept(new IssueToken(account, id, sha256, given, false, NO_END, label, BY));
        }
    }
}
