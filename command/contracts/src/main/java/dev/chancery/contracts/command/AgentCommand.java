package dev.chancery.contracts.command;

import dev.chancery.contracts.AgentId;
import org.jspecify.annotations.Nullable;

/** What is asked of an agent. */
public sealed interface AgentCommand extends Command {

    AgentId agent();

    @Override
    default String target() {
        return stream(agent());
    }

    /** The stream of an agent. */
    static String stream(AgentId agent) {
        return "agent/" + agent.value();
    }

    /**
     * Make a caller known, or say anew what it is for. Does nothing when nothing changes. Fails when a person would change what
     * the policy in force declares.
     *
     * @param runtime what it runs in, null when not told
     * @param by the person who asks, null for the policy itself
     */
    record RegisterAgent(
            AgentId agent,
            String owner,
            String purpose,
            @Nullable String runtime,
            @Nullable String by) implements AgentCommand {}

    /** Record that a key was made. */
    record IssueAgentKey(AgentId agent, String keyId, String sha256) implements AgentCommand {}

    /** Shut a key. Does nothing when it is shut; fails when there is no such key. */
    record RevokeAgentKey(AgentId agent, String keyId, String reason) implements AgentCommand {}

    /** Put a new key in the place of an old one, which is shut in the same commit. Fails when the old one is not open. */
    record RotateAgentKey(AgentId agent, String keyId, String newKeyId, String sha256, String reason)
            implements AgentCommand {}

    /** Stop the agent. Does nothing when it is stopped. */
    record SuspendAgent(AgentId agent, String reason) implements AgentCommand {}

    /** Let the agent act again. Does nothing when it may. */
    record ReinstateAgent(AgentId agent, String reason) implements AgentCommand {}
}
