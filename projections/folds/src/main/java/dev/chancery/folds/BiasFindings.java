package dev.chancery.folds;

import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings of bias by their id. */
public final class BiasFindings implements Fold<Step, String, BiasFindings.Finding> {

    /**
     * A finding.
     *
     * @param position of its opening
     * @param closed null while it is open
     */
    public record Finding(
            BiasFindingOpened opened,
            Instant at,
            long position,
            @Nullable BiasFindingClosed closed,
            @Nullable Instant closedAt) {

        /** Whether it is open at an instant that is after its deadline. */
        public boolean isOverdue(Instant now) {
            return closed == null && now.isAfter(opened.due());
        }
    }

    @Override
    public String name() {
        return "bias-findings";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return switch (step.recorded().event()) {
            case BiasFindingOpened e -> List.of(e.finding());
            case BiasFindingClosed e -> List.of(e.finding());
            default -> List.of();
        };
    }

    @Override
    public Finding apply(String key, @Nullable Finding before, Step step) {
        Instant at = step.recorded().at();
        return switch (step.recorded().event()) {
            case BiasFindingOpened e -> new Finding(e, at, step.recorded().position(), null, null);
            case BiasFindingClosed e -> {
                if (before == null) {
                    throw new IllegalStateException("The finding " + key + " is closed and was never opened");
                }
                yield new Finding(before.opened(), before.at(), before.position(), e, at);
            }
            default ->
                throw new IllegalStateException(
                        "No event of a finding: " + step.recorded().position());
        };
    }
}
