package dev.chancery.reports.schedule;

import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.HoldsView;
import dev.chancery.query.contracts.Query;
import java.util.Locale;

/** Which exports the legal holds keep. */
public final class LegalHolds {

    private LegalHolds() {}

    /**
     * Whether one of those that stand may be about what an export is about. Only where both are about things of one kind, and not about the
     * same one, they are not.
     */
    public static boolean keep(ExportView export, HoldsView holds) {
        String scope = export.scope();
        // A full page may leave some out; those that stand come first.
        return (holds.holds().size() >= Query.PAGE_LIMIT
                        && holds.holds().getLast().liftedAt() == null)
                || holds.holds().stream()
                        .filter(hold -> hold.liftedAt() == null)
                        .anyMatch(hold -> {
                            String kind = hold.scope().kind().name().toLowerCase(Locale.ROOT) + "/";
                            return scope == null
                                    || !scope.startsWith(kind)
                                    || scope.equals(hold.scope().toString());
                        });
    }
}
