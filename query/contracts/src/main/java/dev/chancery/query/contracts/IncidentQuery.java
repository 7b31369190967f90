package dev.chancery.query.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Questions about incidents; everything committed up to the question included. */
public sealed interface IncidentQuery<V> extends Query<V> {

    /**
     * Incidents, those that are open first and of these the one first whose clock ends first; at most {@value Query#PAGE_LIMIT}.
     *
     * @param open only open or only closed ones; null for both
     * @param now what the time left counts from
     */
    record FindIncidents(@Nullable Boolean open, Instant now) implements IncidentQuery<IncidentsView> {
        @Override
        public Class<IncidentsView> view() {
            return IncidentsView.class;
        }
    }

    /** An incident. */
    record FindIncident(String incident, Instant now) implements IncidentQuery<IncidentView> {
        @Override
        public Class<IncidentView> view() {
            return IncidentView.class;
        }
    }

    /** What the open incidents are about, as far as the views have come: whose evidence has to be kept. */
    record FindEvidenceToHold() implements IncidentQuery<EvidenceToHoldView> {
        @Override
        public Class<EvidenceToHoldView> view() {
            return EvidenceToHoldView.class;
        }
    }

    /** What is held of a system in the register for an incident: its workflows and agents, as far as the views have come. */
    record FindHeldParts(String system) implements IncidentQuery<HeldPartsView> {
        @Override
        public Class<HeldPartsView> view() {
            return HeldPartsView.class;
        }
    }

    /** The workflows in which a deployment has answered, as far as the views have come. */
    record FindServedWorkflows(String deployment) implements IncidentQuery<ServedWorkflowsView> {
        @Override
        public Class<ServedWorkflowsView> view() {
            return ServedWorkflowsView.class;
        }
    }
}
