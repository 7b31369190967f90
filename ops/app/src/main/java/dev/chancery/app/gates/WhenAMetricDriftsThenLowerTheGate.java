package dev.chancery.app.gates;

import dev.chancery.contracts.command.WorkflowCommand.LowerGate;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.decisions.gate.DriftDecision;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.contracts.OpenGatesView;
import dev.chancery.query.contracts.RegistryQuery.FindOpenGates;
import dev.chancery.query.contracts.ViewsRebuilding;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds at what is watched of the workflows whose gate is open, and has the gate of one that drifts lowered. The
 * node that leads does it. Two that think so for a moment do no harm: the second finds the gate lowered. While the views are being
 * built it waits for them.
 */
public final class WhenAMetricDriftsThenLowerTheGate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenAMetricDriftsThenLowerTheGate.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Nodes nodes;
    private final QueryGateway queries;
    private final Policies policies;
    private final Commands commands;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gates").daemon().factory());

    private WhenAMetricDriftsThenLowerTheGate(Nodes nodes, QueryGateway queries, Policies policies, Commands commands) {
        this.nodes = nodes;
        this.queries = queries;
        this.policies = policies;
        this.commands = commands;
    }

    /** Begins to look. */
    public static WhenAMetricDriftsThenLowerTheGate start(
            Nodes nodes, QueryGateway queries, Policies policies, Commands commands) {
        WhenAMetricDriftsThenLowerTheGate started =
                new WhenAMetricDriftsThenLowerTheGate(nodes, queries, policies, commands);
        started.worker.scheduleWithFixedDelay(started::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    private void look() {
        try {
            Policy policy = policies.current();
            if (!nodes.leads() || policy.gates().monitoring() == null) {
                return;
            }
            OpenGatesView open =
                    queries.query(new FindOpenGates(), OpenGatesView.class).join();
            open.gates().forEach(gate -> look(gate, policy));
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("The open gates could not be looked at; it is tried again");
        }
    }

    private void look(OpenGatesView.OpenGate gate, Policy policy) {
        DriftDecision.find(gate.watch(), policy.gates()).ifPresent(drift -> {
            commands.send(new LowerGate(gate.workflow(), gate.evidence(), gate.conduct(), drift, policy.version()));
            LOG.atWarn()
                    .addKeyValue("workflow", gate.workflow())
                    .addKeyValue("metric", drift.metric())
                    .log("A metric left its bounds, so the gate of the workflow is lowered");
        });
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
