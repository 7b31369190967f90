package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.SignInMethod;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Somebody with an account, or a program with a token of it. Both are called by the account, so that nobody is two people by having
 * a token. What he may do is not kept here: it is looked up at each request.
 *
 * @param visit since he signed in; empty for a token
 * @param token by which he is known, null for a session
 */
public record Person(AccountId account, SignInMethod method, String visit, Accounts.@Nullable Token token)
        implements Principal {

    /** Somebody who signed in. */
    static Person of(AccountId account, SignInMethod method, String visit) {
        return new Person(account, method, visit, null);
    }

    /** A program. */
    static Person of(Accounts.Token token) {
        return new Person(token.account(), SignInMethod.TOKEN, "", token);
    }

    /** The person that is authenticated; empty for nobody and for an agent. */
    public static Optional<Person> of(@Nullable Principal known) {
        if (known instanceof Authentication authentication) {
            return authentication.getPrincipal() instanceof Person person ? Optional.of(person) : Optional.empty();
        }
        return known instanceof Person person ? Optional.of(person) : Optional.empty();
    }

    /** Who acts, as the record names him: {@code <account>}, or {@code <account>/<token id>}. */
    public String actor() {
        return token == null ? account.value() : account.value() + "/" + token.id();
    }

    @Override
    public String getName() {
        return account.value();
    }

    @Override
    public String toString() {
        return actor();
    }
}
