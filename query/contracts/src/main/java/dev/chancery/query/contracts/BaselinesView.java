package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Baseline;
import java.time.Instant;
import java.util.List;

/** Human baselines. */
public record BaselinesView(List<WorkflowBaselines> workflows) {

    /** Those of one workflow, in the order in which they were set. */
    public record WorkflowBaselines(String workflow, List<Told> baselines) {}

    /** A baseline and who set it. */
    public record Told(Baseline baseline, String by, Instant at) {}
}
