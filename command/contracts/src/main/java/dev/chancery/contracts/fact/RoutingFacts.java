package dev.chancery.contracts.fact;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a routing decision looked at, beside the policy version that {@code TaskOpened} names.
 *
 * @param agent who asks
 * @param workflow for which purpose
 * @param request the shape of the request
 * @param sensitivity as the redaction policy decided it
 * @param classification what a scorer said of the request, null when the workflow asks for none
 * @param unavailable deployments whose breaker was open or whose node was unhealthy, sorted
 * @param at the instant of the facts, to the microsecond, as it is recorded
 */
public record RoutingFacts(
        AgentId agent,
        WorkflowId workflow,
        RequestFacts request,
        Sensitivity sensitivity,
        @Nullable Classification classification,
        List<String> unavailable,
        Instant at) {
    public RoutingFacts {
        unavailable = List.copyOf(unavailable);
        at = at.truncatedTo(ChronoUnit.MICROS);
    }
}
