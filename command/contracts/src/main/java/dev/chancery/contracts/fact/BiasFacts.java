package dev.chancery.contracts.fact;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a check is decided from.
 *
 * @param dataset that the cells were counted in
 * @param use the Article 4a record under which they were
 * @param favourable outcomes that count as favourable
 * @param metrics to compute
 * @param bounds null when none are set: nothing can be found then
 * @param open findings of the same subject
 * @param at when
 */
public record BiasFacts(
        BiasSubject subject,
        String dataset,
        String use,
        List<String> favourable,
        List<BiasGrouping> groupings,
        List<BiasMetric> metrics,
        @Nullable BiasBounds bounds,
        BiasRules rules,
        List<OpenBiasFinding> open,
        Instant at) {
    public BiasFacts {
        favourable = List.copyOf(favourable);
        groupings = List.copyOf(groupings);
        metrics = List.copyOf(metrics);
        open = List.copyOf(open);
    }

    /** The same with what the subject's stream says. */
    public BiasFacts with(@Nullable BiasBounds standing, List<OpenBiasFinding> findings) {
        return new BiasFacts(
                subject,
                dataset,
                use,
                favourable,
                groupings,
                metrics,
                bounds == null ? standing : bounds,
                rules,
                findings,
                at);
    }
}
