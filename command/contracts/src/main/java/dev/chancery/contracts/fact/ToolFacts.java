package dev.chancery.contracts.fact;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision about a tool call looked at beside the policy. The arguments can be erased, so what each constraint said of
 * them is kept here.
 *
 * @param at when the call was asked for
 * @param pin of the tool's definition, null when its server did not show it
 * @param constraints of every grant that names the tool, in the order of the grants
 * @param rates of every such grant that limits them
 */
public record ToolFacts(Instant at, @Nullable ToolPin pin, List<ConstraintResult> constraints, List<CallRate> rates) {
    public ToolFacts {
        constraints = List.copyOf(constraints);
        rates = List.copyOf(rates);
    }
}
