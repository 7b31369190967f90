package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who is known here. Answers from memory and as of every commit of this node, so what was taken away opens nothing. */
public interface Accounts {

    /** An account, closed ones too. */
    Optional<Account> find(AccountId account);

    /** Whose a bearer token is; empty when it opens nothing: unknown, revoked, or of a closed account. Compared by digest. */
    Optional<Token> token(String bearer);

    /**
     * An account.
     *
     * @param local whether it has a password here; else an OpenID provider vouches for it
     * @param grants as given, those that are over too
     * @param temporaryPassword whether the password was set by somebody else and opens nothing but the page that changes it
     * @param secondFactor whether a code is asked for after the password
     * @param proofs how often its password was set, or its second factor enrolled or removed; whoever came in before goes
     */
    record Account(
            AccountId id,
            boolean local,
            boolean closed,
            List<RoleGrant> grants,
            boolean temporaryPassword,
            boolean secondFactor,
            long proofs) {}

    /**
     * A token for programs.
     *
     * @param roles at the most: those that its account has no more are no more of the token either
     * @param readOnly whether it changes nothing
     */
    record Token(String id, AccountId account, List<Role> roles, boolean readOnly, Instant expires) {}
}
