package dev.chancery.contracts.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that follows for a system from its class, and from when on.
 *
 * @param article where it is
 * @param readings from when it applies; several when that is disputed, that of the rule set's authors first
 * @param disputed whether it is
 * @param applies whether it applied on the day of the classification, by the first reading
 * @param note what else is to be known, as that a system on the market before is caught only when it changes; null for nothing
 */
public record LegalDuty(
        String article,
        String title,
        List<DateReading> readings,
        boolean disputed,
        boolean applies,
        @Nullable String note) {
    public LegalDuty {
        readings = List.copyOf(readings);
    }
}
