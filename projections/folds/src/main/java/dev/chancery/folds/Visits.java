package dev.chancery.folds;

import dev.chancery.contracts.event.VisitEvent;
import dev.chancery.contracts.event.VisitEvent.VisitBegan;
import dev.chancery.contracts.event.VisitEvent.VisitEnded;
import dev.chancery.contracts.event.VisitEvent.VisitViewed;
import dev.chancery.contracts.fact.VisitEnd;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Visits by their id. */
public final class Visits implements Fold<Step, String, Visits.Visit> {

    /**
     * A visit.
     *
     * @param position of its beginning
     * @param views how often something was looked at
     * @param lastView null when never
     * @param endedAt null while it has no end
     */
    public record Visit(
            VisitBegan began,
            Instant beganAt,
            long position,
            long views,
            @Nullable Instant lastView,
            @Nullable Instant endedAt,
            @Nullable VisitEnd end) {}

    @Override
    public String name() {
        return "visits";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof VisitEvent event ? List.of(event.visit()) : List.of();
    }

    @Override
    public Visit apply(String key, @Nullable Visit before, Step step) {
        Instant at = step.recorded().at();
        VisitEvent event = (VisitEvent) step.recorded().event();
        if (event instanceof VisitBegan e) {
            return new Visit(e, at, step.recorded().position(), 0, null, null, null);
        }
        if (before == null) {
            throw new IllegalStateException("Visit " + key + " goes on and never began");
        }
        return switch (event) {
            case VisitBegan ignored -> throw new IllegalStateException("Visit " + key + " began twice");
            case VisitViewed ignored ->
                new Visit(
                        before.began(),
                        before.beganAt(),
                        before.position(),
                        before.views() + 1,
                        at,
                        before.endedAt(),
                        before.end());
            case VisitEnded e ->
                new Visit(
                        before.began(),
                        before.beganAt(),
                        before.position(),
                        before.views(),
                        before.lastView(),
                        at,
                        e.cause());
        };
    }
}
