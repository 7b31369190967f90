package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How somebody stands at one moment.
 *
 * @param grants in force; of a token those that it may use
 * @param readOnly whether he changes nothing
 * @param mustChangePassword whether nothing opens before he has a password that he alone knows
 */
public record Standing(AccountId account, List<RoleGrant> grants, boolean readOnly, boolean mustChangePassword) {

    /** The roles. */
    public Set<Role> roles() {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        grants.forEach(grant -> roles.add(grant.role()));
        return roles;
    }

    /** The one system that he is limited to; empty for the whole record. Whoever comes from outside has one grant alone. */
    public Optional<String> system() {
        return grants.stream()
                .flatMap(grant -> Stream.ofNullable(grant.system()))
                .findFirst();
    }

    /** Whether each look of his is recorded. */
    public boolean isWatched() {
        return grants.stream().anyMatch(grant -> grant.role() == Role.REGULATOR || grant.role() == Role.AUDITOR);
    }
}
