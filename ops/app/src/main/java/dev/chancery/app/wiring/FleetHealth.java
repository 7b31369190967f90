package dev.chancery.app.wiring;

import dev.chancery.contracts.log.Nodes;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.fleet.Fleet;
import dev.chancery.inference.fleet.FleetSettings;
import dev.chancery.query.contracts.FleetView;
import dev.chancery.query.contracts.FleetView.DeploymentView;
import dev.chancery.query.contracts.FleetView.Health;
import dev.chancery.query.contracts.FleetView.State;
import dev.chancery.query.contracts.RegistryQuery.FindFleet;
import java.time.Clock;
import java.util.function.Supplier;
import org.axonframework.queryhandling.QueryHandler;

/** Tells how the deployments of the policy in force are, as the fleet of this node has found them. */
final class FleetHealth {

    private final Policies policies;
    private final Supplier<Fleet> fleet;
    private final Nodes nodes;
    private final Clock clock;

    FleetHealth(Policies policies, Supplier<Fleet> fleet, Nodes nodes, Clock clock) {
        this.policies = policies;
        this.fleet = fleet;
        this.nodes = nodes;
        this.clock = clock;
    }

    @QueryHandler
    FleetView health(FindFleet query) {
        Fleet now = fleet.get();
        return new FleetView(
                clock.instant(),
                nodes.areSeveral(),
                policies.current().version().value(),
                now.health().stream().map(health -> view(health, now.breaker())).toList());
    }

    private static DeploymentView view(Fleet.Health health, FleetSettings.Breaker breaker) {
        Deployment deployment = health.deployment();
        return new DeploymentView(
                deployment.id(),
                deployment.provider().name(),
                deployment.model(),
                deployment.vendor(),
                deployment.baseUrl(),
                deployment.tier().name(),
                deployment.location().name(),
                deployment.tariff(),
                deployment.contextTokens(),
                deployment.maxOutputTokens(),
                deployment.tools(),
                deployment.timeoutMillis(),
                new Health(
                        state(health.state()),
                        health.underWay(),
                        health.calls(),
                        health.failed(),
                        breaker.failurePercent() / 100.0,
                        breaker.minimumCalls()));
    }

    private static State state(Fleet.State state) {
        return switch (state) {
            case CLOSED -> State.CLOSED;
            case OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
        };
    }
}
