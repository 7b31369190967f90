package dev.chancery.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport.Measure;
import dev.chancery.folds.Reconciliation;
import dev.chancery.folds.Reconciliation.Invoiced;
import dev.chancery.folds.Reconciliation.Recorded;
import dev.chancery.folds.Reconciliation.Row;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationSentenceTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 5);
    private static final Currency USD = Currency.getInstance("USD");

    @Test
    void aRowWhoseRemainderLiesOnTheNeighbouringDaySaysSo() {
        // given
        List<Row> rows = Reconciliation.of(
                List.of(recorded(DAY), recorded(DAY.plusDays(1))),
                List.of(invoiced(DAY, 2, 24), invoiced(DAY.plusDays(1), 4, 48)),
                USD);

        // then
        assertThat(ReconciliationQueries.midnight(rows.getFirst(), rows))
                .isEqualTo(" On 2026-11-06 the opposite remains, and of both days together nothing: a call that ends"
                        + " around midnight may count for one day here and for the other there.");
        assertThat(ReconciliationQueries.midnight(rows.getLast(), rows)).contains("On 2026-11-05 the opposite remains");
        assertThat(ReconciliationQueries.midnight(rows.getFirst(), List.of(rows.getFirst())))
                .isEmpty();
    }

    private static Recorded recorded(LocalDate day) {
        Micros none = Micros.zero(USD);
        return new Recorded(day, "cloud/small", "small", "small-1", 3, 0, 0, 0, 36, 15, none, none);
    }

    private static Invoiced invoiced(LocalDate day, long requests, long input) {
        return new Invoiced(
                day, Measure.USAGE, List.of(new InvoicedUsage(day, "small-1", requests, input, 0L, 15L, null)));
    }
}
