package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.VisitEnd;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of visits.
 *
 * @param before to ask for the next page with; null when there is none
 */
public record VisitsView(List<VisitView> visits, @Nullable Long before) {

    /**
     * A visit.
     *
     * @param grants what was in force when it began
     * @param position of its beginning
     * @param views how often something was looked at, which is recorded of people from outside only
     * @param lastView when last; null when never
     * @param endedAt null while it goes on, and when a crash cut it off
     * @param end null as {@code endedAt}
     */
    public record VisitView(
            String visit,
            String account,
            SignInMethod method,
            List<RoleGrant> grants,
            Instant beganAt,
            long position,
            long views,
            @Nullable Instant lastView,
            @Nullable Instant endedAt,
            @Nullable VisitEnd end) {}
}
