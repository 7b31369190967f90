package dev.chancery.decisions.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.IncidentEvent.IncidentReassessed;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.ReportingClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentClockTest {

    private static final Instant AWARE = Instant.parse("2026-11-20T08:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "HEALTH, false, UNDER_INVESTIGATION, false, 15, Art. 73(2), false",
        "HEALTH, false, ESTABLISHED, false, 15, Art. 73(2), true",
        "HEALTH, false, SUSPECTED, false, 15, Art. 73(2), false",
        "HEALTH, true, SUSPECTED, false, 10, Art. 73(4), true",
        "HEALTH, true, UNDER_INVESTIGATION, false, 10, Art. 73(4), false",
        "PROPERTY_OR_ENVIRONMENT, true, LIKELY, false, 10, Art. 73(4), true",
        "PROPERTY_OR_ENVIRONMENT, false, LIKELY, false, 15, Art. 73(2), true",
        "FUNDAMENTAL_RIGHTS, false, LIKELY, false, 15, Art. 73(2), true",
        "CRITICAL_INFRASTRUCTURE, false, LIKELY, false, 2, Art. 73(3), true",
        "WIDESPREAD_INFRINGEMENT, false, UNDER_INVESTIGATION, false, 2, Art. 73(3), false",
        "CRITICAL_INFRASTRUCTURE, true, SUSPECTED, false, 2, Art. 73(3), true",
        "FUNDAMENTAL_RIGHTS, false, LIKELY, true, 15, Art. 73(2), true",
    })
    void countsDaysFromAwareness(
            IncidentCategory category,
            boolean death,
            CausalStatus causal,
            boolean otherReporting,
            int days,
            String basis,
            boolean atOnce) {
        // when
        ReportingClock clock =
                IncidentClock.decide(AWARE, new IncidentAssessment(category, death, causal, otherReporting));

        // then
        assertThat(clock.days()).isEqualTo(days);
        assertThat(clock.due()).isEqualTo(AWARE.plus(Duration.ofDays(days)));
        assertThat(clock.basis()).isEqualTo(basis);
        assertThat(clock.atOnce()).isEqualTo(atOnce);
    }

    @ParameterizedTest
    @CsvSource({
        "HEALTH, true, EXCLUDED, false, Art. 3(49)",
        "HEALTH, true, ESTABLISHED, true, Art. 73(9) and (10)",
        "CRITICAL_INFRASTRUCTURE, false, ESTABLISHED, true, Art. 73(9) and (10)",
    })
    void runsNoClockWhereNothingIsReported(
            IncidentCategory category, boolean death, CausalStatus causal, boolean otherReporting, String basis) {
        // when
        ReportingClock clock =
                IncidentClock.decide(AWARE, new IncidentAssessment(category, death, causal, otherReporting));

        // then
        assertThat(clock.due()).isNull();
        assertThat(clock.days()).isNull();
        assertThat(clock.basis()).isEqualTo(basis);
    }

    @Test
    void decidesARecordedClockAgainAndFindsAForgedOne() {
        // given
        IncidentAssessment death = new IncidentAssessment(IncidentCategory.HEALTH, true, CausalStatus.LIKELY, false);
        IncidentReassessed recorded =
                new IncidentReassessed("i", AWARE, death, IncidentClock.decide(AWARE, death), "died", "ada");
        IncidentReassessed forged = new IncidentReassessed(
                "i",
                AWARE,
                death,
                new ReportingClock(15, AWARE.plus(Duration.ofDays(15)), "Art. 73(2)", true, null),
                "died",
                "ada");

        // then
        assertThat(IncidentReplay.again(recorded)).isEqualTo(recorded);
        assertThat(IncidentReplay.again(forged)).isNotEqualTo(forged).isEqualTo(recorded);
    }
}
