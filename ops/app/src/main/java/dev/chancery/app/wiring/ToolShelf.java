package dev.chancery.app.wiring;

import dev.chancery.decisions.policy.Destination;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.tools.ToolPins;
import dev.chancery.gateway.tools.ToolServers;
import dev.chancery.query.contracts.RegistryQuery.FindTools;
import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.ToolsView.Confinement;
import dev.chancery.query.contracts.ToolsView.Granted;
import dev.chancery.query.contracts.ToolsView.State;
import java.util.List;
import java.util.function.UnaryOperator;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Tells of the tools: which there are and who may call them says the policy, what they are their pins. */
final class ToolShelf {

    private final Policies policies;
    private final ToolServers servers;
    private final ToolPins pins;
    private final UnaryOperator<String> sanitise;

    /** @param sanitise replaces personal data in what a server said when it could not be asked */
    ToolShelf(Policies policies, ToolServers servers, ToolPins pins, UnaryOperator<String> sanitise) {
        this.policies = policies;
        this.servers = servers;
        this.pins = pins;
        this.sanitise = sanitise;
    }

    /** All of them, as the policy in force has them. */
    @QueryHandler
    ToolsView tools(FindTools query) {
        pins.catchUp();
        Policy rules = policies.current();
        return new ToolsView(rules.toolServers().stream()
                .map(server -> server(server, rules))
                .toList());
    }

    private ToolsView.Server server(Policy.ToolServer server, Policy rules) {
        List<ToolsView.Tool> tools = server.tools().stream()
                .map(tool -> tool(server.id(), tool, rules))
                .toList();
        String problem = servers.problem(server).map(sanitise).orElse(null);
        return switch (server.upstream()) {
            case Policy.Upstream.Remote remote ->
                new ToolsView.Server(server.id(), remote.url(), null, null, null, problem, tools);
            case Policy.Upstream.Program program ->
                new ToolsView.Server(
                        server.id(),
                        null,
                        program.command(),
                        program.sandbox() != null,
                        network(program.sandbox()),
                        problem,
                        tools,
                        confinement(program.sandbox()));
            case Policy.Upstream.Commands commands ->
                new ToolsView.Server(
                        server.id(),
                        null,
                        List.of(),
                        commands.sandbox() != null,
                        network(commands.sandbox()),
                        problem,
                        tools,
                        confinement(commands.sandbox()));
        };
    }

    private static @Nullable List<String> network(Policy.@Nullable Sandbox sandbox) {
        return sandbox == null || sandbox.network().isEmpty()
                ? null
                : sandbox.network().stream().map(Destination::toString).toList();
    }

    private static @Nullable Confinement confinement(Policy.@Nullable Sandbox sandbox) {
        return sandbox == null ? null : new Confinement(sandbox.read(), sandbox.write(), sandbox.limits());
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
