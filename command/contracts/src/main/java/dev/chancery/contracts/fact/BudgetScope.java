package dev.chancery.contracts.fact;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * What a cap applies to.
 *
 * @param kind the period and the owner
 * @param id for {@code TASK} the task, for {@code SESSION} agent and session, for the others the owner and the UTC date or month:
 *     {@code clerk/2026-11-20}, {@code company/2026-11}
 */
public record BudgetScope(Kind kind, String id) {

    /** The owner of what all agents share. */
    public static final String COMPANY = "company";

    /** From the narrowest to the widest. */
    public enum Kind {
        TASK,
        SESSION,
        AGENT_DAY,
        WORKFLOW_DAY,
        AGENT_MONTH,
        COMPANY_MONTH;

        /** As people are told it: {@code agent-day}. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the cap is whole again after a while. */
        public boolean hasPeriod() {
            return this != TASK && this != SESSION;
        }

        /** Whether the requests of several agents take from the same budget. */
        public boolean isShared() {
            return this == WORKFLOW_DAY || this == COMPANY_MONTH;
        }
    }

    /** When the period is over and the cap is whole again; empty for a task and a session, which have no period. */
    public Optional<Instant> end() {
        String period = id.substring(id.lastIndexOf('/') + 1);
        return switch (kind) {
            case TASK, SESSION -> Optional.empty();
            case AGENT_DAY, WORKFLOW_DAY ->
                Optional.of(LocalDate.parse(period)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
            case AGENT_MONTH, COMPANY_MONTH ->
                Optional.of(YearMonth.parse(period)
                        .plusMonths(1)
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
        };
    }
}
