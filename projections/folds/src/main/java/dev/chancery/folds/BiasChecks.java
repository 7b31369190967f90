package dev.chancery.folds;

import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks for bias by their id. What they found, and what became of it, is in {@link BiasFindings}. */
public final class BiasChecks implements Fold<Step, String, BiasChecks.Check> {

    /** A check and where it lies in the log. */
    public record Check(BiasChecked checked, Instant at, long position) {}

    @Override
    public String name() {
        return "bias-checks";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof BiasChecked e ? List.of(e.check()) : List.of();
    }

    @Override
    public Check apply(String key, @Nullable Check before, Step step) {
        return new Check(
                (BiasChecked) step.recorded().event(),
                step.recorded().at(),
                step.recorded().position());
    }
}
