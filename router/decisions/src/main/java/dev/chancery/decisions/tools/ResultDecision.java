package dev.chancery.decisions.tools;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.policy.Policy.Grant;
import java.util.Comparator;
import java.util.List;

/** Whether the result of a tool goes to the agent, since whoever wrote it may want to steer the agent. */
public final class ResultDecision {

    private ResultDecision() {}

    /**
     * Decides by the grant under which the call was made; of several that have its name the strictest counts. A result that no
     * grant of the agent stands behind goes nowhere.
     */
    public static ToolResultScreened decide(AgentId agent, String grant, ResultScreening screening, Policy policy) {
        Passage passage = policy.agent(agent).map(Agent::tools).orElse(List.of()).stream()
                .filter(each -> each.name().equals(grant))
                .map(each -> passage(each, screening))
                .max(Comparator.naturalOrder())
                .orElse(Passage.REFUSED);
        return new ToolResultScreened(screening, passage);
    }

    private static Passage passage(Grant grant, ResultScreening screening) {
        boolean counts = screening.scores().stream().anyMatch(score -> score.score() >= grant.resultThreshold());
        if (!counts) {
            return Passage.DELIVERED;
        }
        return switch (grant.results()) {
            case FLAG -> Passage.FLAGGED;
            case HOLD -> Passage.HELD;
            case REFUSE -> Passage.REFUSED;
        };
    }
}
