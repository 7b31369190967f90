package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Tariff;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deployments of the policy in force, and how they are. Health is what one node has seen in its own calls since it
 * started.
 *
 * @param at when
 * @param several whether there are other nodes, which may see another
 * @param policy in force
 */
public record FleetView(Instant at, boolean several, String policy, List<DeploymentView> deployments) {
    public FleetView {
        deployments = List.copyOf(deployments);
    }

    /** Whether a deployment is called. */
    public enum State {
        /** It is called. */
        CLOSED,
        /** It rests after too many failures; it is tried again after a while. */
        OPEN,
        /** Its rest is over: a few calls decide. */
        HALF_OPEN
    }

    /**
     * A deployment.
     *
     * @param provider the protocol that it speaks
     * @param model as the provider knows it
     * @param vendor who made the model, null when the policy does not say it
     * @param url null for the provider's own address
     * @param location CLOUD or LOCAL
     * @param contextTokens input and output together
     * @param timeoutMillis of one call
     */
    public record DeploymentView(
            String deployment,
            String provider,
            String model,
            @Nullable String vendor,
            @Nullable String url,
            String tier,
            String location,
            Tariff tariff,
            int contextTokens,
            int maxOutputTokens,
            boolean tools,
            int timeoutMillis,
            Health health) {}

    /**
     * How a deployment is.
     *
     * @param underWay calls that were sent and have not ended. There is no queue before a deployment: a call is sent at once, and ends by its
     *     time limit at the latest
     * @param calls the last that count for the breaker
     * @param failed of these, by its fault
     * @param failureShare at which the breaker opens
     * @param least calls before it may open
     */
    public record Health(State state, int underWay, int calls, int failed, double failureShare, int least) {}
}
