package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Caps, whether they refused anything, and how much of them was spent. */
public record BudgetsView(List<BudgetView> budgets) {

    /**
     * A cap.
     *
     * @param exhaustions periods in which it refused something
     * @param exhausted the last of these, null when it never refused
     * @param alert the last, null when no good part of it was ever spent in a period
     */
    public record BudgetView(
            BudgetScope.Kind kind,
            String owner,
            Micros cap,
            Instant since,
            int exhaustions,
            @Nullable BudgetScope exhausted,
            @Nullable Instant exhaustedAt,
            @Nullable AlertView alert) {}

    /**
     * A good part of a cap that was spent.
     *
     * @param percent of the cap, 50, 80 or 100
     * @param settled what was spent then
     */
    public record AlertView(BudgetScope scope, int percent, Micros settled, Micros cap, Instant at) {}
}
