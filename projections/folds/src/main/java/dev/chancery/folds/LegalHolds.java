package dev.chancery.folds;

import dev.chancery.contracts.event.HoldEvent;
import dev.chancery.contracts.event.HoldEvent.HoldLifted;
import dev.chancery.contracts.event.HoldEvent.HoldPlaced;
import dev.chancery.contracts.fact.ContentScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Legal holds by their id, lifted ones too. */
public final class LegalHolds implements Fold<Step, String, LegalHolds.Hold> {

    /**
     * A hold.
     *
     * @param placed position of the event
     * @param liftedAt null while it stands
     */
    public record Hold(
            String hold,
            ContentScope scope,
            String reason,
            String by,
            Instant placedAt,
            long placed,
            @Nullable Instant liftedAt,
            @Nullable String liftedBy,
            @Nullable String whyLifted) {}

    @Override
    public String name() {
        return "legal-holds";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof HoldEvent event
                ? List.of(
                        switch (event) {
                            case HoldPlaced e -> e.hold();
                            case HoldLifted e -> e.hold();
                        })
                : List.of();
    }

    @Override
    public Hold apply(String key, @Nullable Hold before, Step step) {
        Instant at = step.recorded().at();
        return switch ((HoldEvent) step.recorded().event()) {
            case HoldPlaced e ->
                new Hold(key, e.scope(), e.reason(), e.by(), at, step.recorded().position(), null, null, null);
            case HoldLifted e -> {
                if (before == null) {
                    throw new IllegalStateException("Hold " + key + " is lifted and was never placed");
                }
                yield new Hold(
                        key,
                        before.scope(),
                        before.reason(),
                        before.by(),
                        before.placedAt(),
                        before.placed(),
                        at,
                        e.by(),
                        e.reason());
            }
        };
    }
}
