package dev.chancery.query.web.security;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import java.util.Optional;

/** Whose a key is that was given to an agent. */
public interface AgentKeys {

    /** The agent that holds the key; empty when it opens nothing. */
    Optional<AgentId> agentOf(String key);

    /** Why an agent may do nothing for a workflow; empty when it may. */
    Optional<String> stopped(AgentId agent, WorkflowId workflow);
}
