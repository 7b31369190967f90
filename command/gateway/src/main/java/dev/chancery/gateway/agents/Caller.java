package dev.chancery.gateway.agents;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and for what.
 *
 * @param session null when the caller names none: the request is then a session of its own
 * @param subject the person concerned, when the caller names one
 * @param prompt that the caller names, null when it does not
 * @param stopped why the caller may do nothing now, null when it may
 */
public record Caller(
        AgentId agent,
        WorkflowId workflow,
        @Nullable SessionId session,
        @Nullable SubjectId subject,
        @Nullable NamedPrompt prompt,
        Refusal.@Nullable Stopped stopped,
        Gate gate) {}
