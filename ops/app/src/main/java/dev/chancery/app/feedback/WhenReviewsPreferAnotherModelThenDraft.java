package dev.chancery.app.feedback;

import dev.chancery.contracts.command.PolicyDraftCommand.DraftPolicy;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.decisions.feedback.PreferenceDecision;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.contracts.RegistryQuery.FindReviewCounts;
import dev.chancery.query.contracts.ReviewCountsView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every so often at what people decided about outputs, and drafts another order of the models behind a name when they clearly
 * approve more of a later one. The node that leads does it; what is proposed twice is proposed once.
 */
public final class WhenReviewsPreferAnotherModelThenDraft implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenReviewsPreferAnotherModelThenDraft.class);

    private final Nodes nodes;
    private final QueryGateway queries;
    private final Policies policies;
    private final Commands commands;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("feedback").daemon().factory());

    private WhenReviewsPreferAnotherModelThenDraft(
            Nodes nodes, QueryGateway queries, Policies policies, Commands commands) {
        this.nodes = nodes;
        this.queries = queries;
        this.policies = policies;
        this.commands = commands;
    }

    /** Begins to look. */
    public static WhenReviewsPreferAnotherModelThenDraft start(
            Nodes nodes, QueryGateway queries, Policies policies, Commands commands, Duration every) {
        WhenReviewsPreferAnotherModelThenDraft started =
                new WhenReviewsPreferAnotherModelThenDraft(nodes, queries, policies, commands);
        started.worker.scheduleWithFixedDelay(started::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    private void look() {
        try {
            if (nodes.leads()) {
                Map<String, List<ReviewCount>> counts = queries.query(new FindReviewCounts(), ReviewCountsView.class)
                        .join()
                        .models();
                Policy policy = policies.current();
                for (int model = 0; model < policy.models().size(); model++) {
                    look(
                            policy,
                            model,
                            counts.getOrDefault(policy.models().get(model).alias(), List.of()));
                }
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("What people decided could not be looked at; it is tried again");
        }
    }

    private void look(Policy policy, int model, List<ReviewCount> counts) {
        List<PolicyChange> changes = PreferenceDecision.decide(policy, model, counts);
        if (!changes.isEmpty()) {
            commands.send(new DraftPolicy(
                    UUID.randomUUID().toString(),
                    policy.version(),
                    changes,
                    counts,
                    "People approve more of what a later model behind '"
                            + policy.models().get(model).alias() + "' answers.",
                    PolicyDraftEvent.BY_ITSELF));
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
