package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentLinks.LinkedModel;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.query.contracts.HoldsView.HoldView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All of an incident. Positions are those of the events that say it.
 *
 * @param holds that keep its evidence, lifted ones too
 * @param asOf what the time left counts from
 * @param closing null while it is open
 */
public record IncidentView(
        IncidentsView.Summary summary,
        String description,
        LinksView links,
        List<ClockView> clocks,
        List<ReportView> reports,
        List<InformedView> informed,
        List<ActionView> actions,
        List<AnnouncedView> announced,
        List<HoldView> holds,
        @Nullable ClosingView closing,
        Instant asOf) {

    /** What it is about. */
    public record LinksView(
            List<String> systems, List<String> tasks, List<String> workflows, List<LinkedModel> models) {}

    /** A clock, what it was decided from, and what has become of it. */
    public record ClockView(
            ReportingClock clock,
            ReportingState state,
            Instant awareAt,
            IncidentAssessment assessment,
            @Nullable String reason,
            String by,
            Instant at,
            long position) {}

    /**
     * A report.
     *
     * @param complete false for an initial report
     * @param at when it was handed in, as it was told here
     */
    public record ReportView(
            Authority authority,
            boolean complete,
            String reference,
            Instant at,
            String by,
            Instant recordedAt,
            long position) {}

    /** An operator who was told. */
    public record InformedView(
            Operator operator, String reference, Instant at, String by, Instant recordedAt, long position) {}

    /**
     * A corrective action.
     *
     * @param overdue whether it is not done and should be
     * @param doneAt null while it is not
     * @param done position likewise
     */
    public record ActionView(
            String action,
            String what,
            String owner,
            Instant due,
            boolean alters,
            boolean overdue,
            String by,
            long position,
            @Nullable Instant doneAt,
            @Nullable String result,
            @Nullable Long done) {}

    /** An alteration that an authority was told of. */
    public record AnnouncedView(
            Authority authority,
            @Nullable String action,
            String alteration,
            String reference,
            Instant at,
            String by,
            long position) {}

    /** The end. */
    public record ClosingView(String finding, String by, Instant at, long position) {}
}
