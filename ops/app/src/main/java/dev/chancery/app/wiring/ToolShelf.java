package dev.chancery.app.wiring;

import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.tools.ToolPins;
import dev.chancery.query.contracts.RegistryQuery.FindTools;
import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.ToolsView.Granted;
import dev.chancery.query.contracts.ToolsView.State;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;

/** Tells of the tools: which there are and who may call them says the policy, what they are their pins. */
final class ToolShelf {

    private final Policies policies;
    private final ToolPins pins;

    ToolShelf(Policies policies, ToolPins pins) {
        this.policies = policies;
        this.pins = pins;
    }

    /** All of them, as the policy in force has them. */
    @QueryHandler
    ToolsView tools(FindTools query) {
        pins.catchUp();
        Policy rules = policies.current();
        return new ToolsView(rules.toolServers().stream()
                .map(server -> new ToolsView.Server(
                        server.id(),
                        server.url(),
                        server.tools().stream()
                                .map(tool -> tool(server.id(), tool, rules))
                                .toList()))
                .toList());
    }

    private ToolsView.Tool tool(String server, String tool, Policy rules) {
        List<Granted> grants = rules.agents().stream()
                .flatMap(agent -> agent.tools().stream()
                        .filter(grant -> grant.names(server, tool))
                        .map(grant -> new Granted(
                                agent.id().value(),
                                grant.name(),
                                grant.access().name(),
                                grant.review().name(),
                                grant.results().name(),
                                grant.perMinute(),
                                grant.perHour())))
                .toList();
        return pins.of(server, tool)
                .map(pin -> new ToolsView.Tool(
                        tool,
                        pin.changed() ? State.CHANGED : State.PINNED,
                        pin.seen(),
                        pin.definition(),
                        pin.changed() ? pin.shown() : null,
                        pin.by(),
                        pin.reason(),
                        grants))
                .orElseGet(() -> new ToolsView.Tool(tool, State.UNSEEN, null, null, null, null, null, grants));
    }
}
