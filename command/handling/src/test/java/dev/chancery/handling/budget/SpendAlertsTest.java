package dev.chancery.handling.budget;

import static dev.chancery.handling.Office.CAP;
import static dev.chancery.handling.Office.answered;
import static dev.chancery.handling.Office.open;
import static dev.chancery.handling.Office.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.BudgetCommand.SetBudgetCap;
import dev.chancery.contracts.event.BudgetEvent.BudgetThresholdReached;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.handling.MemoryBalances;
import dev.chancery.handling.Office;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call costs a hundredth of the day's cap. */
class SpendAlertsTest {

    private static final BudgetScope DAY = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/2026-11-20");
    private static final SetBudgetCap SET = new SetBudgetCap(BudgetScope.Kind.AGENT_DAY, "clerk", usd(CAP));

    private final Office office = new Office();
    private int calls;

    @BeforeEach
    void set() {
        office.send(SET);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void tellsOnceOfEachPartThatIsSpent() {
        // given
        KeptBalances keeping = keeping();
        SpendAlerts alerts = alerts();
        // when
        spend(49);
        keep(keeping, alerts);
        // then
        assertThat(told()).isEmpty();
        // when
        spend(1);
        keep(keeping, alerts);
        spend(10);
        keep(keeping, alerts);
        // then
        assertThat(told()).containsExactly(reached(5_000, 50));
        // when
        spend(31);
        keep(keeping, alerts);
        // then
        assertThat(told()).containsExactly(reached(5_000, 50), reached(9_100, 80));
        assertThat(alerts.sum(50)).isEqualTo(1);
        assertThat(alerts.sum(100)).isZero();
    }

    @Test
    void tellsOfAllThatWasPassedAtOnce() {
        spend(85);
        keep(keeping(), alerts());
        assertThat(told()).containsExactly(reached(8_500, 50), reached(8_500, 80));
    }

    @Test
    void tellsNothingAgainAfterARestart() {
        // given
        spend(60);
        keep(keeping(), alerts());
        // when
        SpendAlerts restarted = alerts();
        keep(new KeptBalances(new MemoryBalances()), restarted);
        // then
        assertThat(told()).containsExactly(reached(6_000, 50));
        assertThat(restarted.sum(50)).isZero();
    }

    @Test
    void triesAgainWhatCouldNotBeRecorded() {
        // given
        KeptBalances keeping = keeping();
        SpendAlerts alerts = new SpendAlerts();
        alerts.to(spent -> {
            throw new RecordUnavailable("away", null);
        });
        spend(60);
        keep(keeping, alerts);
        assertThat(told()).isEmpty();
        // when
        alerts.to(office::send);
        alerts.tell();
        // then
        assertThat(told()).containsExactly(reached(6_000, 50));
    }

    private KeptBalances keeping() {
        return new KeptBalances(office.balances);
    }

    private SpendAlerts alerts() {
        SpendAlerts alerts = new SpendAlerts();
        alerts.to(office::send);
        return alerts;
    }

    private void spend(int times) {
        for (int i = 0; i < times; i++) {
            String task = "t" + calls++;
            office.send(open(task));
            office.send(answered(task, Gate.AUTONOMOUS));
        }
    }

    private void keep(KeptBalances keeping, SpendAlerts alerts) {
        for (Recorded event : office.record.read(keeping.position(), Integer.MAX_VALUE).stream()
                .map(office.record::decode)
                .toList()) {
            keeping.fold(event.position(), event.stream(), event.event());
        }
        KeptBalances.Written written = keeping.write();
        alerts.spent(written.totals(), written.caps());
        alerts.tell();
    }

    private List<BudgetThresholdReached> told() {
        return office.events(SET).stream()
                .filter(BudgetThresholdReached.class::isInstance)
                .map(BudgetThresholdReached.class::cast)
                .toList();
    }

    private static BudgetThresholdReached reached(long settled, int percent) {
        return new BudgetThresholdReached(DAY, usd(CAP), usd(settled), percent);
    }
}
