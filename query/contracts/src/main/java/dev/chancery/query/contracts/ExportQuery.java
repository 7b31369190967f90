package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Questions about packs, reports and their schedules. Everything committed up to the question is in the answer. */
public sealed interface ExportQuery<V> extends Query<V> {

    /**
     * The newest exports first.
     *
     * @param kind null for all
     * @param state null for all
     * @param scope what it is about, as {@code system/hiring}; null for all
     * @param keepDays so long the installation keeps files; null for ever
     * @param before only those requested before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindExports(
            @Nullable ExportKind kind,
            @Nullable ExportState state,
            @Nullable String scope,
            @Nullable Integer keepDays,
            @Nullable Long before,
            int limit)
            implements ExportQuery<ExportsView> {
        public FindExports {
            if (limit < 1 || limit > PAGE_LIMIT) {
                throw new IllegalArgumentException("A page has 1 to " + PAGE_LIMIT + " items");
            }
        }

        @Override
        public Class<ExportsView> view() {
            return ExportsView.class;
        }
    }

    /** One export. */
    record FindExport(String export, @Nullable Integer keepDays) implements ExportQuery<ExportView> {
        @Override
        public Class<ExportView> view() {
            return ExportView.class;
        }
    }

    /** Those that are still to be brought somewhere, the oldest first; at most {@value Query#PAGE_LIMIT}. */
    record FindExportsToDeliver() implements ExportQuery<ExportsToDeliverView> {
        @Override
        public Class<ExportsToDeliverView> view() {
            return ExportsToDeliverView.class;
        }
    }

    /**
     * Those whose files were kept long enough at an instant, the oldest first; at most {@value Query#PAGE_LIMIT}.
     *
     * @param after only those requested after this position of the log; null for all
     */
    record FindExportsToExpire(
            Instant now,
            @Nullable Integer keepDays,
            @Nullable Long after) implements ExportQuery<ExportsView> {
        @Override
        public Class<ExportsView> view() {
            return ExportsView.class;
        }
    }

    /** All schedules that were not removed, by their ids. */
    record FindSchedules() implements ExportQuery<SchedulesView> {
        @Override
        public Class<SchedulesView> view() {
            return SchedulesView.class;
        }
    }
}
