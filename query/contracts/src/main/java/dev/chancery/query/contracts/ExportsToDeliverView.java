package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ExportKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exports for whoever brings them to their destinations. */
public record ExportsToDeliverView(List<ToDeliver> exports) {

    /**
     * An export.
     *
     * @param period of a report; null for none
     * @param at when it was due, or asked for
     * @param sha256 lower-case hex of its file
     * @param destinations where it is still to be brought, in this order
     */
    public record ToDeliver(
            String export,
            ExportKind kind,
            @Nullable String period,
            Instant at,
            String sha256,
            List<String> destinations) {}
}
