package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks for bias.
 *
 * @param next asks for the next page; null when there is none
 */
public record BiasChecksView(
        List<CheckLine> checks, @Nullable Long next) {

    /**
     * A check in short.
     *
     * @param verdicts how many results have each
     * @param findings that its results opened, or say again
     */
    public record CheckLine(
            String check,
            BiasSubject subject,
            String dataset,
            List<String> attributes,
            SortedMap<BiasVerdict, Long> verdicts,
            List<String> findings,
            String by,
            Instant at,
            long position) {}
}
