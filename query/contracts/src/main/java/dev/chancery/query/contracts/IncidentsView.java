package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.ReportingState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents. */
public record IncidentsView(List<Summary> incidents) {

    /**
     * An incident in short.
     *
     * @param article where the regulation defines its category
     * @param clock that runs, or ran last
     * @param state of that clock, or {@code MISSED} when one before it was missed
     * @param secondsLeft until the clock ends, negative after it; null when it does not run
     * @param duties what has to be done now, in sentences
     * @param opened position of the event
     * @param closedAt null while it is open
     */
    public record Summary(
            String incident,
            IncidentAssessment assessment,
            String article,
            Awareness awareness,
            List<String> memberStates,
            List<String> systems,
            ReportingClock clock,
            ReportingState state,
            @Nullable Long secondsLeft,
            List<String> duties,
            Instant openedAt,
            long opened,
            @Nullable Instant closedAt) {}
}
