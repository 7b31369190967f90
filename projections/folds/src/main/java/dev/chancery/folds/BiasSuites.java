package dev.chancery.folds;

import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsFailed;
import dev.chancery.contracts.event.BiasEvent.BiasPairsStarted;
import dev.chancery.contracts.event.BiasEvent.BiasSuiteDefined;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Suites of counterfactual prompts by their id, each as it was defined last. */
public final class BiasSuites implements Fold<Step, String, BiasSuites.Suite> {

    /**
     * A suite.
     *
     * @param position of its last definition
     * @param running the run that is under way; null for none
     * @param started when the last run was; null for none
     */
    public record Suite(
            BiasSuiteDefined defined,
            Instant at,
            long position,
            @Nullable String running,
            @Nullable Instant started) {}

    @Override
    public String name() {
        return "bias-suites";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return switch (step.recorded().event()) {
            case BiasSuiteDefined e -> List.of(e.suite().suite());
            case BiasPairsStarted e -> List.of(e.suite());
            case BiasPairsChecked e -> List.of(e.facts().suite());
            case BiasPairsFailed e -> List.of(e.suite());
            default -> List.of();
        };
    }

    @Override
    public Suite apply(String key, @Nullable Suite before, Step step) {
        if (step.recorded().event() instanceof BiasSuiteDefined e) {
            return new Suite(
                    e,
                    step.recorded().at(),
                    step.recorded().position(),
                    before == null ? null : before.running(),
                    before == null ? null : before.started());
        }
        if (before == null) {
            throw new IllegalStateException("The suite " + key + " runs and was never defined");
        }
        return step.recorded().event() instanceof BiasPairsStarted e
                ? new Suite(before.defined(), before.at(), before.position(), e.run(), e.at())
                : new Suite(before.defined(), before.at(), before.position(), null, before.started());
    }
}
