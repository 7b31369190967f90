package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Caps and whether they refused anything. */
public record BudgetsView(List<BudgetView> budgets) {

    /**
     * A cap.
     *
     * @param exhaustions periods in which it refused something
     * @param exhausted the last of these, null when it never refused
     */
    public record BudgetView(
            BudgetScope.Kind kind,
            String owner,
            Micros cap,
            Instant since,
            int exhaustions,
            @Nullable BudgetScope exhausted,
            @Nullable Instant exhaustedAt) {}
}
