package dev.chancery.decisions.obligation;

import static dev.chancery.decisions.obligation.Evidence.TODAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.decisions.obligation.Obligations.Applied;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObligationsTest {

    private static final Obligations LAW = Obligations.current();

    private static List<String> applying(Evidence evidence, LocalDate on) {
        return LAW.of(evidence.build(), on).stream()
                .filter(Applied::applies)
                .map(applied -> applied.obligation().id())
                .toList();
    }

    private static Applied one(Evidence evidence, String id) {
        return LAW.of(evidence.build(), TODAY).stream()
                .filter(applied -> applied.obligation().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theDeferralOfHighRiskHoldsBack() {
        assertThat(applying(new Evidence(), TODAY)).containsExactly("art-4", "art-49-1", "art-72", "art-73");
        assertThat(applying(new Evidence(), LocalDate.of(2027, 12, 1))).doesNotContain("art-9", "art-26-2");
        assertThat(applying(new Evidence(), LocalDate.of(2027, 12, 2)))
                .contains("art-9", "art-12", "art-26-2", "art-26-7")
                .doesNotContain("art-27");
    }

    @Test
    void bothReadingsOfADisputedDayAreKept() {
        assertThat(one(new Evidence(), "art-49-1").readings())
                .extracting(DateReading::from)
                .containsExactly(LocalDate.of(2026, 8, 2), LocalDate.of(2027, 12, 2));
        assertThat(one(new Evidence(), "art-49-1").note()).contains("disputed");
    }

    @Test
    void daysAreLeftUntilItApplies() {
        assertThat(one(new Evidence(), "art-9").daysLeft(TODAY)).isEqualTo(368);
        assertThat(one(new Evidence(), "art-4").daysLeft(TODAY)).isZero();
    }

    @Test
    void whatWasOnTheMarketBeforeIsAskedWhenItChangesOrIsPublic() {
        // given
        Evidence old = new Evidence();
        old.placed = LocalDate.of(2026, 1, 1);
        Evidence open = new Evidence();
        open.placed = old.placed;
        open.deployer = DeployerKind.PUBLIC_AUTHORITY;

        // then
        assertThat(applying(old, LocalDate.of(2028, 1, 1))).doesNotContain("art-9");
        assertThat(one(old, "art-9").note()).contains("changes significantly");
        assertThat(applying(open, LocalDate.of(2030, 8, 1))).doesNotContain("art-9");
        assertThat(applying(open, LocalDate.of(2030, 8, 2))).contains("art-9");
    }

    @Test
    void anImpactAssessmentIsAskedOfSomeOnly() {
        Evidence credit = new Evidence();
        credit.points = List.of(new UsePoint("5(b)", null));
        Evidence fraud = new Evidence();
        fraud.points = List.of(new UsePoint("5(b)", "fraud"));
        Evidence grid = new Evidence();
        grid.points = List.of(new UsePoint("2", null));
        grid.deployer = DeployerKind.PUBLIC_AUTHORITY;
        LocalDate later = LocalDate.of(2028, 1, 1);
        assertThat(applying(credit, later)).contains("art-27");
        assertThat(applying(fraud, later)).doesNotContain("art-27");
        assertThat(applying(grid, later)).doesNotContain("art-27", "art-49-1").contains("art-49-5");
    }

    @Test
    void markingOfOlderSystemsBeginsLater() {
        Evidence old = new Evidence();
        old.risk = RiskClass.LIMITED;
        old.transparency = List.of(new UsePoint("50(2)", null));
        old.placed = LocalDate.of(2026, 8, 1);
        assertThat(applying(old, LocalDate.of(2026, 12, 1))).containsExactly("art-4");
        assertThat(applying(old, LocalDate.of(2026, 12, 2))).containsExactly("art-4", "art-50-2");
        old.placed = LocalDate.of(2026, 8, 2);
        assertThat(applying(old, TODAY)).containsExactly("art-4", "art-50-2");
    }

    @Test
    void everyControlThatTheDataNameIsThere() {
        List<String> known = Arrays.stream(Control.values()).map(Control::id).toList();
        assertThat(LAW.all()).allSatisfy(obligation -> {
            assertThat(known).containsAll(obligation.controls());
            assertThat(obligation.controls()).isNotEmpty();
            assertThat(obligation.starts()).isNotEmpty();
        });
        assertThat(known)
                .allSatisfy(control -> assertThat(LAW.all())
                        .anyMatch(obligation -> obligation.controls().contains(control)));
    }
}
