package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ScoredOutputs;
import java.util.List;

/** What people decided about outputs that a rubric was held against. */
public record ScoredOutputsView(List<ScoredOutputs> outputs) {
    public ScoredOutputsView {
        outputs = List.copyOf(outputs);
    }
}
