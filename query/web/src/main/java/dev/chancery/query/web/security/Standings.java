package dev.chancery.query.web.security;

import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.Accounts.Token;
import java.security.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks up how people stand, anew at each request: what was taken away is gone in open sessions too. */
@Component
public final class Standings {

    private final Accounts accounts;
    private final InstantSource clock;

    Standings(Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** How somebody stands now; empty for nobody, and when his account is closed. */
    public Optional<Standing> of(@Nullable Principal known) {
        return Person.of(known).flatMap(this::of);
    }

    private Optional<Standing> of(Person person) {
        return accounts.find(person.account())
                .filter(account -> !account.closed())
                .map(account -> standing(account, person.token()));
    }

    private Standing standing(Account account, @Nullable Token token) {
        Instant now = clock.instant();
        List<RoleGrant> grants = account.grants().stream()
                .filter(grant -> grant.isInForce(now))
                .filter(grant -> token == null || token.roles().contains(grant.role()))
                .toList();
        // A token is no password: the first run hands one out that works before the password is changed.
        return new Standing(
                account.id(),
                grants,
                token != null && token.readOnly(),
                token == null && account.local() && account.temporaryPassword());
    }
}
