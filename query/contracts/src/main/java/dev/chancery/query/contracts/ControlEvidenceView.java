package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.CompanyEvidence;
import dev.chancery.contracts.fact.SystemEvidence;
import java.util.List;

/**
 * What controls are evaluated from.
 *
 * @param position of the log up to which the views had come before it was gathered
 */
public record ControlEvidenceView(List<SystemEvidence> systems, CompanyEvidence company, long position) {}
