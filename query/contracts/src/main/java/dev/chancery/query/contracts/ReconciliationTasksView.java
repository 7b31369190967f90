package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls behind a row of the reconciliation, in the order of the log.
 *
 * @param next {@code after} of the next page, null at the end
 */
public record ReconciliationTasksView(
        List<CallView> calls, @Nullable Long next) {

    /**
     * A call, or what may have been one.
     *
     * @param kind {@code ANSWERED}, {@code FAILED} or {@code ABANDONED}
     * @param modelVersion null unless it was answered
     * @param estimated whether the tokens are our own bound
     * @param amount what it cost, or is taken to have cost
     */
    public record CallView(
            String task,
            long position,
            String kind,
            String deployment,
            @Nullable String modelVersion,
            long inputTokens,
            long outputTokens,
            boolean estimated,
            Micros amount) {}
}
