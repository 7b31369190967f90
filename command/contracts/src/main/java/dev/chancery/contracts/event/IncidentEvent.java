package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.contracts.fact.ReportingClock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A serious incident and what was done about it; stream {@code incident/<incident>}. Texts are sanitised. */
public sealed interface IncidentEvent extends Event {

    String incident();

    /**
     * Somebody told of an incident.
     *
     * @param clock decided from {@code awareness} and {@code assessment}
     * @param memberStates where it happened, codes of ISO 3166-1
     * @param by who opened it here
     */
    record IncidentOpened(
            String incident,
            Awareness awareness,
            IncidentAssessment assessment,
            ReportingClock clock,
            List<String> memberStates,
            String description,
            IncidentLinks links,
            String by)
            implements IncidentEvent {
        public IncidentOpened {
            memberStates = List.copyOf(memberStates);
        }
    }

    /**
     * It is of another kind than was thought, or more is known of its cause; the clock that ran before stays on the record.
     *
     * @param awareAt what the new clock counts from
     * @param clock decided from {@code awareAt} and {@code assessment}
     */
    record IncidentReassessed(
            String incident,
            Instant awareAt,
            IncidentAssessment assessment,
            ReportingClock clock,
            String reason,
            String by)
            implements IncidentEvent {}

    /**
     * An authority was told of it, outside.
     *
     * @param complete false for an initial report, as Art. 73(5) allows it
     * @param reference the authority's, or our own
     * @param at when it was handed in
     */
    record IncidentReported(
            String incident, Authority authority, boolean complete, String reference, Instant at, String by)
            implements IncidentEvent {}

    /** Another operator of the system was told, outside. */
    record OperatorInformed(String incident, Operator operator, String reference, Instant at, String by)
            implements IncidentEvent {}

    /**
     * Something will be done about it.
     *
     * @param action its id, within the incident
     * @param owner a role or a team
     * @param alters whether it alters the system in a way that may affect a later evaluation of the causes: Art. 73(6)
     */
    record CorrectiveActionPlanned(
            String incident, String action, String what, String owner, Instant due, boolean alters, String by)
            implements IncidentEvent {}

    /** It was done. */
    record CorrectiveActionDone(String incident, String action, String result, String by) implements IncidentEvent {}

    /**
     * An authority was told of an alteration before it is made.
     *
     * @param action the corrective action that alters the system, null when it is none
     * @param at when it was told
     */
    record AlterationAnnounced(
            String incident,
            Authority authority,
            @Nullable String action,
            String alteration,
            String reference,
            Instant at,
            String by)
            implements IncidentEvent {}

    /** It was investigated, and what has to be done is done. */
    record IncidentClosed(String incident, String finding, String by) implements IncidentEvent {}
}
