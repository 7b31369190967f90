package dev.chancery.decisions.tools;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.fact.CallRate;
import dev.chancery.contracts.fact.ConstraintResult;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.decisions.policy.ArgumentConstraint;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.policy.Policy.Grant;
import dev.chancery.decisions.policy.Policy.ToolServer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether an agent may call a tool: the server's allowlist has it, and a grant of the agent permits the call. */
public final class ToolDecision {

    private ToolDecision() {}

    /** What was decided. */
    public sealed interface Permission {

        /** By this grant the call may happen. */
        record Granted(Grant grant) implements Permission {}

        /** The call may not happen. */
        record Denied(Refusal refusal) implements Permission {}
    }

    /** The grants of an agent that name a tool of the allowlist, in their order. */
    public static List<Grant> grants(AgentId agent, String server, String tool, Policy policy) {
        return allowed(server, tool, policy)
                ? policy.agent(agent).map(Agent::tools).orElse(List.of()).stream()
                        .filter(grant -> grant.names(server, tool))
                        .toList()
                : List.of();
    }

    /** Whether some call of the tool could be permitted, which is when an agent is shown that it exists. */
    public static boolean isVisible(AgentId agent, String server, String tool, ToolPin pin, Policy policy) {
        return !pin.changed()
                && grants(agent, server, tool, policy).stream().anyMatch(grant -> covers(grant, tool, pin, policy));
    }

    /**
     * Decides a call. The first grant that permits it counts; when none does, the last one says why not.
     *
     * @param facts null for a call that was recorded when grants had no limits
     */
    public static Permission decide(
            AgentId agent, String server, String tool, @Nullable ToolFacts facts, Policy policy) {
        if (policy.agent(agent).isEmpty()) {
            return denied(server, tool, "the policy does not know the agent " + agent + ". Add it to agents.");
        }
        if (policy.toolServer(server).isEmpty()) {
            return denied(server, tool, "the policy does not know the server " + server + ". Add it to toolServers.");
        }
        if (!allowed(server, tool, policy)) {
            return denied(server, tool, "it is not on the allowlist of the server " + server + ".");
        }
        Permission last =
                denied(server, tool, "the agent " + agent + " was not granted it. Add it to the agent's tools.");
        List<Grant> grants = grants(agent, server, tool, policy);
        if (facts != null && !grants.isEmpty()) {
            if (facts.pin() == null) {
                return denied(
                        server, tool, "its server does not show it now, so nobody can say what it is. Try later.");
            }
            if (facts.pin().changed()) {
                return new Permission.Denied(new Refusal.ToolHasChanged(server + "/" + tool));
            }
        }
        ToolPin pin = facts == null ? null : facts.pin();
        for (Grant grant : grants) {
            last = covers(grant, tool, pin, policy)
                    ? within(grant, server, tool, facts)
                    : denied(
                            server,
                            tool,
                            "the grant " + grant.name()
                                    + " is for reading, and the tool is not known to change nothing."
                                    + " Name it in the server's readOnly, or grant access: write.");
            if (last instanceof Permission.Granted) {
                return last;
            }
        }
        return last;
    }

    private static boolean allowed(String server, String tool, Policy policy) {
        return policy.toolServer(server)
                .map(ToolServer::tools)
                .orElse(List.of())
                .contains(tool);
    }

    /** What a server says of its own tool counts only where the policy trusts it. */
    private static boolean covers(Grant grant, String tool, @Nullable ToolPin pin, Policy policy) {
        return switch (grant.access()) {
            case WRITE -> true;
            case READ ->
                policy.toolServer(grant.server())
                        .filter(server -> server.readOnly().contains(tool)
                                || (server.trustAnnotations() && pin != null && pin.readOnly()))
                        .isPresent();
        };
    }

    private static Permission within(Grant grant, String server, String tool, @Nullable ToolFacts facts) {
        for (ArgumentConstraint constraint : grant.constraints()) {
            String broken = broken(constraint, facts);
            if (broken != null) {
                return denied(
                        server,
                        tool,
                        "its arguments are not what the grant " + grant.name() + " is for (" + broken + ").");
            }
        }
        Optional<CallRate> rate = facts == null
                ? Optional.empty()
                : facts.rates().stream()
                        .filter(each -> each.grant().equals(grant.name()))
                        .findFirst();
        Refusal exceeded = exceeded(grant, server, tool, rate.orElse(new CallRate(grant.name(), 0, 0)));
        return exceeded == null ? new Permission.Granted(grant) : new Permission.Denied(exceeded);
    }

    /** What nobody evaluated does not hold. */
    private static @Nullable String broken(ArgumentConstraint constraint, @Nullable ToolFacts facts) {
        if (facts != null) {
            for (ConstraintResult result : facts.constraints()) {
                if (result.constraint().equals(constraint.id())) {
                    return result.broken();
                }
            }
        }
        return "not known of them";
    }

    private static @Nullable Refusal exceeded(Grant grant, String server, String tool, CallRate rate) {
        if (grant.perMinute() != null && rate.lastMinute() >= grant.perMinute()) {
            return new Refusal.ToolRateExceeded(server + "/" + tool, grant.name(), grant.perMinute(), "minute");
        }
        if (grant.perHour() != null && rate.lastHour() >= grant.perHour()) {
            return new Refusal.ToolRateExceeded(server + "/" + tool, grant.name(), grant.perHour(), "hour");
        }
        return null;
    }

    private static Permission denied(String server, String tool, String detail) {
        return new Permission.Denied(new Refusal.ToolNotGranted(server + "/" + tool, detail));
    }
}
