package dev.chancery.decisions.tools;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.CallRate;
import dev.chancery.contracts.fact.ConstraintResult;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.decisions.policy.ArgumentCondition.Context;
import dev.chancery.decisions.policy.ArgumentConstraint;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Grant;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a decision about a tool call has to know of its arguments, found out from them. */
public final class ToolCallFacts {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ToolCallFacts() {}

    /**
     * Holds the arguments against every grant that names the tool.
     *
     * @param arguments a JSON object, sanitised
     * @param rates of those grants that limit them
     */
    public static ToolFacts of(
            AgentId agent,
            WorkflowId workflow,
            String server,
            String tool,
            String arguments,
            Instant at,
            @Nullable ToolPin pin,
            List<CallRate> rates,
            Policy policy) {
        List<ArgumentConstraint> constraints = ToolDecision.grants(agent, server, tool, policy).stream()
                .flatMap(grant -> grant.constraints().stream())
                .distinct()
                .toList();
        return new ToolFacts(
                at,
                pin,
                constraints.isEmpty()
                        ? List.of()
                        : results(constraints, arguments, new Context(agent, workflow, tool, at)),
                rates);
    }

    /** The names of the grants whose use has to be counted before a call can be decided. */
    public static List<String> counted(AgentId agent, String server, String tool, Policy policy) {
        return ToolDecision.grants(agent, server, tool, policy).stream()
                .filter(grant -> grant.perMinute() != null || grant.perHour() != null)
                .map(Grant::name)
                .distinct()
                .toList();
    }

    private static List<ConstraintResult> results(
            List<ArgumentConstraint> constraints, String arguments, Context context) {
        JsonNode object;
        try {
            object = JSON.readTree(arguments);
        } catch (JacksonException e) {
            object = JSON.nullNode();
        }
        JsonNode read = object;
        return constraints.stream()
                .map(constraint -> new ConstraintResult(
                        constraint.id(),
                        read.isObject() ? constraint.broken(read, context).orElse(null) : "they are no JSON object"))
                .toList();
    }
}
