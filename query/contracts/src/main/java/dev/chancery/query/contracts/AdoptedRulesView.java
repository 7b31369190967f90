package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rule sets that were adopted.
 *
 * @param version that is now, null when none is
 * @param adoptions the newest first
 */
public record AdoptedRulesView(@Nullable String version, List<AdoptionView> adoptions) {

    /** An adoption. */
    public record AdoptionView(
            String version,
            String digest,
            @Nullable String replaces,
            String reason,
            String by,
            Instant at,
            long position) {}
}
