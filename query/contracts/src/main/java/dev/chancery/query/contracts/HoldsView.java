package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ContentScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Legal holds. */
public record HoldsView(List<HoldView> holds) {

    /**
     * A hold.
     *
     * @param liftedAt null while it stands
     */
    public record HoldView(
            String hold,
            ContentScope scope,
            String reason,
            String by,
            Instant placedAt,
            @Nullable Instant liftedAt,
            @Nullable String liftedBy,
            @Nullable String whyLifted) {}
}
