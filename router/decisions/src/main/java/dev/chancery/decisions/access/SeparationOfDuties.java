package dev.chancery.decisions.access;

import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which roles go together on one account. Who administers does not review, so nobody can approve what he let in (the oversight of
 * Article 14 is by others than those who keep the installation); and people from outside have no second role.
 */
public final class SeparationOfDuties {

    /** For how long a regulator may be let in at once; a longer look needs a new decision. */
    public static final Duration LONGEST_LOOK = Duration.ofDays(366);

    private static final Set<Role> FROM_OUTSIDE =
            Collections.unmodifiableSet(EnumSet.of(Role.REGULATOR, Role.BOARD, Role.AUDITOR));

    private SeparationOfDuties() {}

    /**
     * What is wrong with these grants on one account, as a sentence that says what to do; empty when nothing is.
     *
     * @param now what {@code until} is compared with
     */
    public static Optional<String> problem(List<RoleGrant> grants, Instant now) {
        if (grants.isEmpty()) {
            return Optional.of("An account has at least one role. Close it when it should have none.");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (RoleGrant grant : grants) {
            if (!roles.add(grant.role())) {
                return Optional.of("The role " + grant.role() + " is given twice. Give it once.");
            }
        }
        for (Role role : FROM_OUTSIDE) {
            if (roles.contains(role) && roles.size() > 1) {
                return Optional.of("The role " + role
                        + " is for people from outside and stands alone. Open an account of its own for it.");
            }
        }
        if (roles.contains(Role.ADMINISTRATOR) && roles.contains(Role.REVIEWER)) {
            return Optional.of("Who administers does not review: ADMINISTRATOR and REVIEWER are never on one account."
                    + " Open a second account for one of them.");
        }
        return grants.stream().flatMap(grant -> problem(grant, now).stream()).findFirst();
    }

    private static Optional<String> problem(RoleGrant grant, Instant now) {
        Role role = grant.role();
        Instant until = grant.until();
        if (role == Role.AUDITOR && grant.system() == null) {
            return Optional.of("An AUDITOR looks at one system. Name it.");
        }
        if (role != Role.AUDITOR && role != Role.REGULATOR && grant.system() != null) {
            return Optional.of("The role " + role + " is not limited to one system. Leave 'system' out.");
        }
        if (role == Role.REGULATOR && until == null) {
            return Optional.of("A REGULATOR is let in until a day. Give 'until'.");
        }
        if (until != null && !until.isAfter(now)) {
            return Optional.of("The role " + role + " would be over already. Give a later 'until'.");
        }
        if (role == Role.REGULATOR && until != null && until.isAfter(now.plus(LONGEST_LOOK))) {
            return Optional.of("A REGULATOR is let in for at most " + LONGEST_LOOK.toDays()
                    + " days at once. Give an earlier 'until'.");
        }
        return Optional.empty();
    }
}
