package dev.chancery.decisions.access;

import static dev.chancery.contracts.fact.Role.ADMINISTRATOR;
import static dev.chancery.contracts.fact.Role.AI_OFFICER;
import static dev.chancery.contracts.fact.Role.AUDITOR;
import static dev.chancery.contracts.fact.Role.BOARD;
import static dev.chancery.contracts.fact.Role.COMPLIANCE_OFFICER;
import static dev.chancery.contracts.fact.Role.REGULATOR;
import static dev.chancery.contracts.fact.Role.REVIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SeparationOfDutiesTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant IN_A_WEEK = NOW.plus(Duration.ofDays(7));

    private static RoleGrant grant(Role role, @Nullable String system, @Nullable Instant until) {
        return new RoleGrant(role, system, until);
    }

    private static List<RoleGrant> of(Role... roles) {
        return Stream.of(roles)
                .map(role -> grant(
                        role,
                        role == AUDITOR ? "claims" : null,
                        role == REGULATOR || role == AUDITOR ? IN_A_WEEK : null))
                .toList();
    }

    static Stream<Arguments> together() {
        return Stream.of(
                Arguments.of(of(ADMINISTRATOR, COMPLIANCE_OFFICER, AI_OFFICER)),
                Arguments.of(of(REVIEWER, COMPLIANCE_OFFICER, AI_OFFICER)),
                Arguments.of(of(REGULATOR)),
                Arguments.of(List.of(grant(REGULATOR, "claims", NOW.plus(Duration.ofDays(366))))),
                Arguments.of(List.of(grant(AUDITOR, "claims", null))),
                Arguments.of(List.of(grant(REVIEWER, null, NOW.plusNanos(1)))));
    }

    @ParameterizedTest
    @MethodSource("together")
    void findsNothingWrongWithRolesThatGoTogether(List<RoleGrant> grants) {
        assertThat(SeparationOfDuties.problem(grants, NOW)).isEmpty();
    }

    static Stream<Arguments> apart() {
        return Stream.of(
                Arguments.of(List.of(), "at least one role"),
                Arguments.of(of(REVIEWER, REVIEWER), "given twice"),
                Arguments.of(of(ADMINISTRATOR, REVIEWER), "Who administers does not review"),
                Arguments.of(of(REVIEWER, COMPLIANCE_OFFICER, ADMINISTRATOR), "Who administers does not review"),
                Arguments.of(of(REGULATOR, COMPLIANCE_OFFICER), "stands alone"),
                Arguments.of(of(BOARD, AI_OFFICER), "stands alone"),
                Arguments.of(of(AUDITOR, REGULATOR), "stands alone"),
                Arguments.of(List.of(grant(AUDITOR, null, IN_A_WEEK)), "looks at one system"),
                Arguments.of(List.of(grant(REVIEWER, "claims", null)), "not limited to one system"),
                Arguments.of(List.of(grant(REGULATOR, null, null)), "until a day"),
                Arguments.of(List.of(grant(REGULATOR, null, NOW)), "over already"),
                Arguments.of(List.of(grant(REVIEWER, null, NOW.minusSeconds(1))), "over already"),
                Arguments.of(
                        List.of(grant(
                                REGULATOR, null, NOW.plus(Duration.ofDays(366)).plusNanos(1))),
                        "at most 366 days"));
    }

    @ParameterizedTest
    @MethodSource("apart")
    void saysWhatIsWrongWithOthers(List<RoleGrant> grants, String words) {
        assertThat(SeparationOfDuties.problem(grants, NOW))
                .hasValueSatisfying(said -> assertThat(said).contains(words));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void letsEveryRoleStandAlone(Role role) {
        assertThat(SeparationOfDuties.problem(of(role), NOW)).isEmpty();
    }

    @Test
    void letsNobodyAdministerAndReviewWhateverElseHeIs() {
        // given every set of roles
        Role[] all = Role.values();
        for (int some = 1; some < 1 << all.length; some++) {
            int bits = some;
            Role[] roles = Stream.of(all)
                    .filter(role -> (bits >> role.ordinal() & 1) == 1)
                    .toArray(Role[]::new);
            // when and then
            if (List.of(roles).containsAll(List.of(ADMINISTRATOR, REVIEWER))) {
                assertThat(SeparationOfDuties.problem(of(roles), NOW))
                        .as(List.of(roles).toString())
                        .isPresent();
            }
        }
    }
}
