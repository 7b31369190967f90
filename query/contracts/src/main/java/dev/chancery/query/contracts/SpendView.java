package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.time.LocalDate;
import java.util.List;

/** What was spent. A task counts on the UTC day of its opening, as its caps do. */
public record SpendView(FindSpend.By by, LocalDate from, LocalDate to, List<SpendLine> lines) {

    /**
     * One value of the dimension in one currency.
     *
     * @param key the agent, workflow, tier or deployment; {@code none} for a tier that is not known
     * @param tasks settled tasks, each counted once: where it was served
     */
    public record SpendLine(String key, long tasks, long inputTokens, long outputTokens, Micros cost) {}
}
