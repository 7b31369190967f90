package dev.chancery.decisions.incident;

import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.ReportingClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By when an incident has to be reported: Art. 73(2) to (4), (9) and (10) of Regulation (EU) 2024/1689. Every clock counts from awareness
 * and every day of it has 24 hours, holidays too, which is never later than what the regulation allows.
 */
public final class IncidentClock {

    private static final int GENERAL = 15;
    private static final int DEATH = 10;
    private static final int WIDESPREAD_OR_INFRASTRUCTURE = 2;

    private IncidentClock() {}

    /** The clock of an incident that somebody has been aware of since an instant. */
    public static ReportingClock decide(Instant awareAt, IncidentAssessment assessment) {
        if (assessment.causal() == CausalStatus.EXCLUDED) {
            return none("Art. 3(49)", "Nothing has to be reported while a link with the system is excluded.");
        }
        if (assessment.otherReporting() && assessment.category() != IncidentCategory.FUNDAMENTAL_RIGHTS) {
            return none(
                    "Art. 73(9) and (10)",
                    "It is reported under the other act of the Union; here only infringements of fundamental rights are.");
        }
        boolean two = assessment.category() == IncidentCategory.CRITICAL_INFRASTRUCTURE
                || assessment.category() == IncidentCategory.WIDESPREAD_INFRINGEMENT;
        if (two) {
            return clock(
                    awareAt,
                    WIDESPREAD_OR_INFRASTRUCTURE,
                    "Art. 73(3)",
                    assessment,
                    assessment.death()
                            ? "A person died too. Art. 73(4) gives 10 days for that and may be read to go before"
                                    + " paragraph 3; the shorter clock keeps both."
                            : null);
        }
        return assessment.death()
                ? clock(awareAt, DEATH, "Art. 73(4)", assessment, null)
                : clock(awareAt, GENERAL, "Art. 73(2)", assessment, null);
    }

    private static ReportingClock none(String basis, String note) {
        return new ReportingClock(null, null, basis, false, note);
    }

    private static ReportingClock clock(
            Instant awareAt, int days, String basis, IncidentAssessment assessment, @Nullable String note) {
        return new ReportingClock(days, awareAt.plus(Duration.ofDays(days)), basis, atOnce(assessment), note);
    }

    /** A link that is established or likely, and of a death one that is suspected. */
    private static boolean atOnce(IncidentAssessment assessment) {
        return switch (assessment.causal()) {
            case ESTABLISHED, LIKELY -> true;
            case SUSPECTED -> assessment.death();
            case UNDER_INVESTIGATION, EXCLUDED -> false;
        };
    }
}
