package dev.chancery.folds;

import dev.chancery.contracts.event.VisitEvent.VisitViewed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people from outside looked at, by the position of each look. */
public final class VisitViews implements Fold<Step, Long, VisitViews.Look> {

    /** A look. */
    public record Look(long position, Instant at, VisitViewed viewed) {}

    @Override
    public String name() {
        return "visit-views";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Long> keys(Step step) {
        return step.recorded().event() instanceof VisitViewed
                ? List.of(step.recorded().position())
                : List.of();
    }

    @Override
    public Look apply(Long key, @Nullable Look before, Step step) {
        return new Look(key, step.recorded().at(), (VisitViewed) step.recorded().event());
    }
}
