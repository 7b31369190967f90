package dev.chancery.decisions.tools;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.policy.Policy.ToolServer;
import java.util.Optional;

/** Whether an agent may call a tool: the server's allowlist has it, and a grant of the agent covers it. */
public final class ToolDecision {

    private ToolDecision() {}

    /**
     * Decides a call.
     *
     * @return {@link ToolCallAuthorized} with the grant that covers it, or {@link ToolCallDenied}
     */
    public static ToolEvent decide(AgentId agent, String server, String tool, Policy policy) {
        Optional<Agent> known = policy.agent(agent);
        if (known.isEmpty()) {
            return denied(server, tool, "the policy does not know the agent " + agent + ". Add it to agents.");
        }
        Optional<ToolServer> upstream = policy.toolServer(server);
        if (upstream.isEmpty()) {
            return denied(server, tool, "the policy does not know the server " + server + ". Add it to toolServers.");
        }
        if (!upstream.get().tools().contains(tool)) {
            return denied(server, tool, "it is not on the allowlist of the server " + server + ".");
        }
        for (String grant : known.get().tools()) {
            if (grant.equals(server + "/" + tool) || grant.equals(server + "/*")) {
                return new ToolCallAuthorized(grant);
            }
        }
        return denied(server, tool, "the agent " + agent + " was not granted it. Add it to the agent's tools.");
    }

    private static ToolCallDenied denied(String server, String tool, String detail) {
        return new ToolCallDenied(new Refusal.ToolNotGranted(server + "/" + tool, detail));
    }
}
