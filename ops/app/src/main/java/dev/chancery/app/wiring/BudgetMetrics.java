package dev.chancery.app.wiring;

import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.handling.budget.Reservations;
import dev.chancery.handling.budget.SpendAlerts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** How often a good part of a cap was spent, by the part. */
final class BudgetMetrics implements MeterBinder {

    private final SpendAlerts alerts;

    BudgetMetrics(Reservations reservations) {
        alerts = reservations.alerts();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (int percent : BudgetDecision.THRESHOLDS) {
            FunctionCounter.builder("chancery.budget.alerts", alerts, a -> a.sum(percent))
                    .description(
                            "caps of which this part was spent, recorded by this process; GET /api/budgets says which")
                    .tag("percent", Integer.toString(percent))
                    .register(registry);
        }
    }
}
