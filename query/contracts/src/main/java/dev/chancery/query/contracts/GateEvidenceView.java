package dev.chancery.query.contracts;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import org.jspecify.annotations.Nullable;

/**
 * What a gate transition would rest upon.
 *
 * @param policy the version in force, null when none was ever activated
 */
public record GateEvidenceView(
        String workflow,
        Gate gate,
        GateEvidence evidence,
        GateConduct conduct,
        @Nullable PolicyVersion policy) {}
