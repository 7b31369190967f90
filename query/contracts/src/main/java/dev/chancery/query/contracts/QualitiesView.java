package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How good and how dear answers are, from the first task on. */
public record QualitiesView(List<QualityLine> lines) {

    /**
     * Of one deployment.
     *
     * @param model the name that was asked for
     * @param cost of its answers, judges left out
     * @param reviewed outputs that people decided about before delivery
     * @param approved of these, unchanged
     * @param judged outputs with a verdict
     * @param passed of these
     */
    public record QualityLine(
            String workflow,
            @Nullable String label,
            String model,
            String deployment,
            long tasks,
            Micros cost,
            long reviewed,
            long approved,
            long judged,
            long passed) {}
}
