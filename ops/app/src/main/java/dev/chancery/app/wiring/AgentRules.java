package dev.chancery.app.wiring;

import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.AgentRulesView.Cap;
import dev.chancery.query.contracts.AgentRulesView.Grant;
import dev.chancery.query.contracts.AgentRulesView.Loops;
import dev.chancery.query.contracts.RegistryQuery.FindAgentRules;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Tells what the policy in force says of an agent. */
final class AgentRules {

    private final Policies policies;

    AgentRules(Policies policies) {
        this.policies = policies;
    }

    /** Null when the policy does not name it. */
    @QueryHandler
    @Nullable
    AgentRulesView rules(FindAgentRules query) {
        Policy policy = policies.current();
        return policy.agent(query.agent())
                .map(agent -> new AgentRulesView(
                        agent.id().value(),
                        policy.version().value(),
                        agent.workflows().stream().map(id -> id.value()).toList(),
                        agent.budgets().entrySet().stream()
                                .map(cap -> new Cap(cap.getKey(), cap.getValue()))
                                .toList(),
                        policy.loops(agent.id())
                                .map(loops -> new Loops(loops.repeats(), loops.withinSeconds()))
                                .orElse(null),
                        agent.tools().stream().map(AgentRules::grant).toList()))
                .orElse(null);
    }

    private static Grant grant(Policy.Grant grant) {
        return new Grant(
                grant.name(),
                grant.access().name(),
                grant.review().name(),
                grant.results().name(),
                grant.resultThreshold(),
                grant.perMinute(),
                grant.perHour(),
                grant.cost(),
                !grant.constraints().isEmpty());
    }
}
