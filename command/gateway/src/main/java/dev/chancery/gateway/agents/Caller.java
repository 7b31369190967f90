package dev.chancery.gateway.agents;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Gate;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and for what.
 *
 * @param session null when the caller names none: the request is then a session of its own
 * @param subject the person concerned, when the caller names one
 * @param suspended why the agent is suspended, null when it is not
 */
public record Caller(
        AgentId agent,
        WorkflowId workflow,
        @Nullable SessionId session,
        @Nullable SubjectId subject,
        @Nullable String suspended,
        Gate gate) {}
