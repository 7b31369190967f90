package dev.chancery.contracts.command;

import dev.chancery.contracts.AgentId;

/** What is asked of an agent. */
public sealed interface AgentCommand extends Command {

    AgentId agent();

    @Override
    default String target() {
        return "agent/" + agent().value();
    }

    /** Make a caller known, or say anew what it is for. Does nothing when nothing changes. */
    record RegisterAgent(AgentId agent, String owner, String purpose) implements AgentCommand {}

    /** Record that a key was made. */
    record IssueAgentKey(AgentId agent, String keyId, String sha256) implements AgentCommand {}

    /** Shut a key. Does nothing when it is shut; fails when there is no such key. */
    record RevokeAgentKey(AgentId agent, String keyId, String reason) implements AgentCommand {}

    /** Stop the agent. Does nothing when it is stopped. */
    record SuspendAgent(AgentId agent, String reason) implements AgentCommand {}

    /** Let the agent act again. Does nothing when it may. */
    record ReinstateAgent(AgentId agent, String reason) implements AgentCommand {}
}
