package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much was used. */
public record UsesView(LocalDate from, LocalDate to, List<Use> deployments, List<Use> agents, List<Use> workflows) {

    /**
     * Of one deployment, agent or workflow in one currency.
     *
     * @param tasks in the period
     * @param cost in the period
     * @param peakDay the dearest day of the period; null without any
     * @param peakMonth the dearest calendar month, as far as it is in the period
     * @param last day of the last task ever
     */
    public record Use(
            String id,
            long tasks,
            Micros cost,
            @Nullable Micros peakDay,
            @Nullable Micros peakMonth,
            LocalDate last) {}
}
