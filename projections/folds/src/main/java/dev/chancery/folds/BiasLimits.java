package dev.chancery.folds;

import dev.chancery.contracts.event.BiasEvent.BiasBoundsSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bounds that were last set, by what decides: {@code workflow/<id>} or {@code system/<id>}. */
public final class BiasLimits implements Fold<Step, String, BiasLimits.Limit> {

    /** Bounds, and since when. */
    public record Limit(BiasBoundsSet set, Instant at, long position) {}

    @Override
    public String name() {
        return "bias-limits";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof BiasBoundsSet e
                ? List.of(e.subject().toString())
                : List.of();
    }

    @Override
    public Limit apply(String key, @Nullable Limit before, Step step) {
        return new Limit(
                (BiasBoundsSet) step.recorded().event(),
                step.recorded().at(),
                step.recorded().position());
    }
}
