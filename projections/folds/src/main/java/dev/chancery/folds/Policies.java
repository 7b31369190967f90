package dev.chancery.folds;

import dev.chancery.contracts.event.PolicyEvent;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.PolicyEvent.PolicyRejected;
import dev.chancery.contracts.fact.PolicyError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Versions of the policy by version, and under {@link #REJECTED} the last bundle that was refused. */
public final class Policies implements Fold<Step, String, Policies.Entry> {

    /** Key of the last refused bundle; no version looks like it. */
    public static final String REJECTED = "rejected";

    /**
     * A version or the last refused bundle.
     *
     * @param at of the last activation or the refusal
     * @param position of that event; of all versions the one with the greatest is in force
     * @param activations how often it came into force
     * @param errors of a refused bundle
     */
    public record Entry(String key, Instant at, long position, int activations, List<PolicyError> errors) {}

    @Override
    public String name() {
        return "policies";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof PolicyEvent event
                ? List.of(
                        switch (event) {
                            case PolicyActivated e -> e.version().value();
                            case PolicyRejected ignored -> REJECTED;
                        })
                : List.of();
    }

    @Override
    public Entry apply(String key, @Nullable Entry before, Step step) {
        Instant at = step.recorded().at();
        long position = step.recorded().position();
        return switch ((PolicyEvent) step.recorded().event()) {
            case PolicyActivated ignored ->
                new Entry(key, at, position, before == null ? 1 : before.activations() + 1, List.of());
            case PolicyRejected e -> new Entry(key, at, position, 0, e.errors());
        };
    }
}
