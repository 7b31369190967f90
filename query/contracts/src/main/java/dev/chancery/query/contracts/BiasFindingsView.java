package dev.chancery.query.contracts;

import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasConvention;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasSubject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings of bias. */
public record BiasFindingsView(List<FindingView> findings) {

    /**
     * A finding.
     *
     * @param overdue whether it is open after its deadline
     * @param closed null while it is open
     */
    public record FindingView(
            String finding,
            String check,
            BiasSubject subject,
            BiasMetric metric,
            BiasConvention convention,
            String attribute,
            String group,
            double value,
            BiasBound bound,
            String owner,
            Instant due,
            boolean overdue,
            Instant at,
            long position,
            @Nullable Closed closed) {}

    /**
     * How a finding was closed.
     *
     * @param check that shows it; null when none was named
     */
    public record Closed(
            BiasFindingClosed.Outcome outcome,
            @Nullable String check,
            String reason,
            String by,
            @Nullable Instant at) {}
}
