package dev.chancery.contracts.command;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of an account. The members are those of the events. */
public sealed interface AccountCommand extends Command {

    /** What the streams of accounts begin with. */
    String STREAM = "account/";

    AccountId account();

    @Override
    default String target() {
        return STREAM + account().value();
    }

    /** Make somebody known. Fails when there is an account of that id, or when the roles do not go together. */
    record OpenAccount(AccountId account, boolean local, List<RoleGrant> grants, String by) implements AccountCommand {
        public OpenAccount {
            grants = List.copyOf(grants);
        }
    }

    /**
     * Give these roles in the place of those that there are. Does nothing when they are the same; fails when they do not go
     * together, or when nobody would be left who administers.
     */
    record SetRoles(AccountId account, List<RoleGrant> grants, String reason, String by) implements AccountCommand {
        public SetRoles {
            grants = List.copyOf(grants);
        }
    }

    /** Close it. Does nothing when it is closed; fails when nobody would be left who administers. */
    record CloseAccount(AccountId account, String reason, String by) implements AccountCommand {}

    /** Open it again with the roles that it had. Does nothing when it is open; fails when it was forgotten. */
    record ReopenAccount(AccountId account, String reason, String by) implements AccountCommand {}

    /** Forget the person. Does nothing when he is forgotten; fails when the account is open. */
    record ForgetAccount(AccountId account, String reason, String by) implements AccountCommand {}

    /** Keep that it has a new password. Fails when it is closed, or when it has none here. */
    record RecordPassword(AccountId account, boolean temporary, String by) implements AccountCommand {}

    /**
     * Keep that its second factor is there, or gone. Fails when it is gone already.
     *
     * @param reason why it was removed; null when it was enrolled
     */
    record RecordSecondFactor(
            AccountId account, boolean enrolled, @Nullable String reason, String by) implements AccountCommand {}

    /** Keep that a token was made. Fails for a role that the account has not, and when it is over before it begins. */
    record IssueToken(
            AccountId account,
            String token,
            String sha256,
            List<Role> roles,
            boolean readOnly,
            Instant expires,
            String label,
            String by)
            implements AccountCommand {
        public IssueToken {
            roles = List.copyOf(roles);
        }
    }

    /** Shut a token. Does nothing when it is shut; fails when there is none of that id. */
    record RevokeToken(AccountId account, String token, String reason, String by) implements AccountCommand {}

    /** Keep that somebody was not let in. Fails when there is no such account. */
    record RecordRefusedSignIn(AccountId account, SignInMethod method, SignInRefusal cause) implements AccountCommand {}
}
