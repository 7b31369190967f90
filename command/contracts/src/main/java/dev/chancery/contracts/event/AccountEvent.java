package dev.chancery.contracts.event;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import java.time.Instant;
import java.util.List;

/**
 * Somebody who may sign in, or a program that stands for him; stream {@code account/<account>}. No password, hash of a password,
 * shared secret or person's name is ever in it.
 */
public sealed interface AccountEvent extends Event {

    AccountId account();

    /**
     * Somebody is known from now on.
     *
     * @param local whether he has a password here; else an OpenID provider vouches for him
     * @param grants what he may do, at least one
     * @param by the account that opened it; {@code first-run} for those of the installation, {@code openid} for who came by a provider
     */
    record AccountOpened(AccountId account, boolean local, List<RoleGrant> grants, String by) implements AccountEvent {
        public AccountOpened {
            grants = List.copyOf(grants);
        }
    }

    /** He has these roles from now on, and no other. */
    record RolesSet(AccountId account, List<RoleGrant> grants, String reason, String by) implements AccountEvent {
        public RolesSet {
            grants = List.copyOf(grants);
        }
    }

    /** The account and its tokens open nothing. */
    record AccountClosed(AccountId account, String reason, String by) implements AccountEvent {}

    /** It opens again what its roles permit. */
    record AccountReopened(AccountId account, String reason, String by) implements AccountEvent {}

    /** What was kept of the person beside the log is gone: his name, what proves him. The account stays closed for ever. */
    record AccountForgotten(AccountId account, String reason, String by) implements AccountEvent {}

    /**
     * The account has a new password.
     *
     * @param temporary whether somebody else knows it, so that it opens nothing but the page that changes it
     */
    record PasswordSet(AccountId account, boolean temporary, String by) implements AccountEvent {}

    /** A code is asked for after the password from now on. */
    record SecondFactorEnrolled(AccountId account, String by) implements AccountEvent {}

    /** It is asked for no more. */
    record SecondFactorRemoved(AccountId account, String reason, String by) implements AccountEvent {}

    /**
     * A bearer token was handed out once.
     *
     * @param token the part of it that may be shown
     * @param sha256 lower-case hex of the whole token, which has 256 random bits
     * @param roles what it may do at the most: what the account may do no more, it may not either
     * @param readOnly whether it changes nothing
     * @param expires the instant from which it opens nothing
     * @param label what it is for
     */
    record TokenIssued(
            AccountId account,
            String token,
            String sha256,
            List<Role> roles,
            boolean readOnly,
            Instant expires,
            String label,
            String by)
            implements AccountEvent {
        public TokenIssued {
            roles = List.copyOf(roles);
        }
    }

    /** A token opens nothing. */
    record TokenRevoked(AccountId account, String token, String reason, String by) implements AccountEvent {}

    /** Somebody who said that he is this one was not let in. */
    record SignInRefused(AccountId account, SignInMethod method, SignInRefusal cause) implements AccountEvent {}
}
