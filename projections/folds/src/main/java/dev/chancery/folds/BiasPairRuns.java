package dev.chancery.folds;

import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsFailed;
import dev.chancery.contracts.event.BiasEvent.BiasPairsStarted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs of counterfactual prompts by their id. */
public final class BiasPairRuns implements Fold<Step, String, BiasPairRuns.Run> {

    /**
     * A run.
     *
     * @param position of its beginning
     * @param checked null when it is under way, or failed
     * @param failed null when it did not
     * @param ended null while it is under way
     */
    public record Run(
            BiasPairsStarted started,
            long position,
            @Nullable BiasPairsChecked checked,
            @Nullable BiasPairsFailed failed,
            @Nullable Instant ended) {}

    @Override
    public String name() {
        return "bias-pair-runs";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return switch (step.recorded().event()) {
            case BiasPairsStarted e -> List.of(e.run());
            case BiasPairsChecked e -> List.of(e.run());
            case BiasPairsFailed e -> List.of(e.run());
            default -> List.of();
        };
    }

    @Override
    public Run apply(String key, @Nullable Run before, Step step) {
        if (step.recorded().event() instanceof BiasPairsStarted e) {
            return new Run(e, step.recorded().position(), null, null, null);
        }
        if (before == null) {
            throw new IllegalStateException("The run " + key + " ended and never began");
        }
        return new Run(
                before.started(),
                before.position(),
                step.recorded().event() instanceof BiasPairsChecked e ? e : null,
                step.recorded().event() instanceof BiasPairsFailed e ? e : null,
                step.recorded().at());
    }
}
