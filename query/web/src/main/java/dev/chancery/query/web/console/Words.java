package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.query.web.security.Access;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The words that pages have for roles. */
final class Words {

    static final Words ROLES = new Words();

    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private Words() {}

    /** A role: "compliance officer". */
    public String role(Role role) {
        return Access.word(role);
    }

    /** What somebody with a role is here for. */
    public String purpose(Role role) {
        return switch (role) {
            case ADMINISTRATOR ->
                "Makes people known, keeps keys, agents and the installation. Reads no texts, and never reviews.";
            case COMPLIANCE_OFFICER ->
                "Keeps systems, duties, incidents and erasures; reads the record; issues packs; approves policy.";
            case REVIEWER -> "Decides about outputs and calls that wait for a person.";
            case AI_OFFICER -> "Answers for models, gates, budgets, policy and value.";
            case REGULATOR -> "From outside, until a day: reads the record or one system, and each look is recorded.";
            case BOARD -> "Reads the quarter.";
            case AUDITOR -> "From outside: reads one system, and each look is recorded.";
        };
    }

    /** A role with its limits: "regulator of hiring until 2027-01-31 (UTC)". */
    public String grant(RoleGrant grant) {
        return role(grant.role())
                + (grant.system() == null ? "" : " of " + grant.system())
                + (grant.until() == null ? "" : " until " + DAY.format(grant.until()) + " (UTC)");
    }
}
