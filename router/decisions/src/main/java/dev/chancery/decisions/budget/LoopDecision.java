package dev.chancery.decisions.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.decisions.policy.Policy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether an agent runs in circles. */
public final class LoopDecision {

    private LoopDecision() {}

    /**
     * Refuses what was asked too often in a row.
     *
     * @param call the tool, null for a prompt
     * @param repeated how often the same was asked just before in the session, with nothing else in between and the same result
     */
    public static Optional<Refusal> decide(Policy policy, AgentId agent, @Nullable String call, int repeated) {
        return policy.loops(agent)
                .filter(loops -> repeated >= loops.repeats())
                .map(loops -> new Refusal.LoopDetected(call, repeated, loops.repeats(), loops.withinSeconds()));
    }
}
