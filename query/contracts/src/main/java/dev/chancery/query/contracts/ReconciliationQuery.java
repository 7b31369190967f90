package dev.chancery.query.contracts;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Questions about what was recorded against what a provider says. */
public sealed interface ReconciliationQuery<V> extends Query<V> {

    /** Longest period of one question, in days. */
    int MAX_DAYS = 93;

    /**
     * Every day and model of a period.
     *
     * @param provider as the policy names it
     * @param from first day, UTC
     * @param to last day, UTC
     */
    record FindReconciliation(String provider, LocalDate from, LocalDate to)
            implements ReconciliationQuery<ReconciliationView> {
        public FindReconciliation {
            if (to.isBefore(from) || from.plusDays(MAX_DAYS).isBefore(to)) {
                throw new IllegalArgumentException(
                        "'to' is not before 'from', and at most " + MAX_DAYS + " days after it");
            }
        }

        @Override
        public Class<ReconciliationView> view() {
            return ReconciliationView.class;
        }
    }

    /**
     * The calls behind a row, in the order of the log.
     *
     * @param model as the row names it
     * @param after position of the last call of the page before
     */
    record FindReconciliationTasks(
            String provider,
            LocalDate day,
            String model,
            @Nullable Long after,
            int limit) implements ReconciliationQuery<ReconciliationTasksView> {
        public FindReconciliationTasks {
            if (limit < 1 || limit > PAGE_LIMIT) {
                throw new IllegalArgumentException("'limit' is from 1 to " + PAGE_LIMIT);
            }
        }

        @Override
        public Class<ReconciliationTasksView> view() {
            return ReconciliationTasksView.class;
        }
    }
}
