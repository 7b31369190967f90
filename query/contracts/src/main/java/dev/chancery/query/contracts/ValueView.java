package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Baseline;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What workflows were worth.
 *
 * @param leavesOut what the figures leave out, for whoever shows them
 */
public record ValueView(LocalDate from, LocalDate to, List<WorkflowValue> workflows, List<String> leavesOut) {

    /**
     * One workflow in one currency.
     *
     * @param delivered outputs that went out
     * @param compared of these, on days on which a baseline in this currency held
     * @param baselineCost what people would have cost for these
     * @param cost what the workflow's tasks of those days cost, undelivered ones included
     * @param reviewCost the time that people looked, at their rate, of those days, rounded up; null when the baseline has no rate
     * @param net the baseline's cost less the other two; null when nothing was compared
     * @param percentOfCost the net in per cent of what was paid, rounded down; null when nothing was compared or paid
     * @param untimedReviews decisions of those days whose time is not known, and not in the cost of review
     * @param baselines that were used
     * @param note why nothing, or not everything, is compared; empty for nothing to say
     */
    public record WorkflowValue(
            String workflow,
            long delivered,
            long compared,
            @Nullable Micros baselineCost,
            Micros cost,
            @Nullable Micros reviewCost,
            @Nullable Micros net,
            @Nullable Long percentOfCost,
            long untimedReviews,
            List<Baseline> baselines,
            String note) {}
}
