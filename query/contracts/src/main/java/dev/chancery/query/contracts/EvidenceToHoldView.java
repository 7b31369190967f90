package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.IncidentLinks;
import java.util.List;

/** What open incidents are about. */
public record EvidenceToHoldView(List<Open> incidents) {

    /** An open incident. */
    public record Open(String incident, IncidentLinks links) {}
}
