package dev.chancery.app.feedback;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.PolicyDraftCommand.DraftPolicy;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.ScoreCount;
import dev.chancery.contracts.fact.ScoredOutputs;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.decisions.feedback.PreferenceDecision;
import dev.chancery.decisions.feedback.ThresholdDecision;
import dev.chancery.decisions.feedback.ThresholdDecision.Threshold;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.gateway.policy.PolicyDrafts;
import dev.chancery.query.contracts.PolicyDraftsView;
import dev.chancery.query.contracts.RegistryQuery.FindPolicyDrafts;
import dev.chancery.query.contracts.RegistryQuery.FindReviewCounts;
import dev.chancery.query.contracts.RegistryQuery.FindScoredOutputs;
import dev.chancery.query.contracts.ReviewCountsView;
import dev.chancery.query.contracts.ScoredOutputsView;
import dev.chancery.query.contracts.ViewsRebuilding;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every so often at what people decided about outputs. When they clearly approve more of a later model behind a name it drafts
 * another order, and when verdicts would clearly agree with them more often by another threshold of a rubric it drafts that. The node that
 * leads does it; what is proposed twice is proposed once.
 */
public final class WhenPeopleDecideOtherwiseThenDraft implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenPeopleDecideOtherwiseThenDraft.class);

    private final Nodes nodes;
    private final QueryGateway queries;
    private final Policies policies;
    private final Commands commands;
    private final PolicyDrafts drafts;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("feedback").daemon().factory());

    /** Of which policy it was told that changes cannot be made, and where. Only the worker uses both. */
    private @Nullable PolicyVersion toldOf;

    private final Set<String> told = new HashSet<>();

    private WhenPeopleDecideOtherwiseThenDraft(
            Nodes nodes, QueryGateway queries, Policies policies, Commands commands, PolicyDrafts drafts) {
        this.nodes = nodes;
        this.queries = queries;
        this.policies = policies;
        this.commands = commands;
        this.drafts = drafts;
    }

    /** Begins to look. */
    public static WhenPeopleDecideOtherwiseThenDraft start(
            Nodes nodes,
            QueryGateway queries,
            Policies policies,
            Commands commands,
            PolicyDrafts drafts,
            Duration every) {
        WhenPeopleDecideOtherwiseThenDraft started =
                new WhenPeopleDecideOtherwiseThenDraft(nodes, queries, policies, commands, drafts);
        started.worker.scheduleWithFixedDelay(started::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    private void look() {
        try {
            if (nodes.leads()) {
                Policy policy = policies.current();
                orders(policy);
                thresholds(policy);
            }
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("What people decided could not be looked at; it is tried again");
        }
    }

    private void orders(Policy policy) {
        Map<String, List<ReviewCount>> counts = queries.query(new FindReviewCounts(), ReviewCountsView.class)
                .join()
                .models();
        for (int model = 0; model < policy.models().size(); model++) {
            String name = policy.models().get(model).alias();
            List<ReviewCount> ofThis = counts.getOrDefault(name, List.of());
            List<PolicyChange> changes = PreferenceDecision.decide(policy, model, ofThis);
            if (!changes.isEmpty()) {
                commands.send(new DraftPolicy(
                        UUID.randomUUID().toString(),
                        policy.version(),
                        changes,
                        ofThis,
                        "People approve more of what a later model behind '" + name + "' answers.",
                        PolicyDraftEvent.BY_ITSELF,
                        null));
            }
        }
    }

    private void thresholds(Policy policy) {
        for (int rubric = 0; rubric < policy.rubrics().size(); rubric++) {
            List<Threshold> thresholds = ThresholdDecision.of(policy, rubric);
            if (!thresholds.isEmpty() && !isDrafted(policy, thresholds)) {
                threshold(policy, policy.rubrics().get(rubric), thresholds);
            }
        }
    }

    /** The best value moves with every review, so there is one draft for a rubric of a policy, whatever becomes of it. */
    private boolean isDrafted(Policy policy, List<Threshold> thresholds) {
        List<String> pointers = thresholds.stream().map(Threshold::pointer).toList();
        return queries.query(new FindPolicyDrafts(), PolicyDraftsView.class).join().drafts().stream()
                .anyMatch(draft -> draft.base().equals(policy.version().value())
                        && !draft.scores().isEmpty()
                        && draft.changes().stream().anyMatch(change -> pointers.contains(change.pointer())));
    }

    /** The first threshold of a rubric that should be another. */
    private void threshold(Policy policy, Rubric rubric, List<Threshold> thresholds) {
        List<ScoredOutputs> outputs = queries.query(new FindScoredOutputs(rubric.digest()), ScoredOutputsView.class)
                .join()
                .outputs();
        for (Threshold threshold : thresholds) {
            List<ScoreCount> counts = ThresholdDecision.counts(policy, threshold, outputs);
            List<PolicyChange> changes = ThresholdDecision.decide(policy, threshold, counts);
            if (!changes.isEmpty() && canBeMade(policy, changes)) {
                commands.send(new DraftPolicy(
                        UUID.randomUUID().toString(),
                        policy.version(),
                        changes,
                        List.of(),
                        reason(policy, rubric, threshold, changes.getFirst(), counts),
                        PolicyDraftEvent.BY_ITSELF,
                        counts));
                return;
            }
        }
    }

    /** A value that stands in no file cannot be changed by a draft; that is said once for each policy. */
    private boolean canBeMade(Policy policy, List<PolicyChange> changes) {
        try {
            drafts.check(changes);
            return true;
        } catch (IllegalArgumentException e) {
            if (!policy.version().equals(toldOf)) {
                toldOf = policy.version();
                told.clear();
            }
            PolicyChange change = changes.getFirst();
            if (told.add(change.pointer())) {
                LOG.atInfo()
                        .addKeyValue("pointer", change.pointer())
                        .addKeyValue("before", change.before())
                        .addKeyValue("after", change.after())
                        .log(
                                "Verdicts would agree with people more often by another threshold, but no draft can change it: {}",
                                e.getMessage());
            }
            return false;
        }
    }

    private static String reason(
            Policy policy, Rubric rubric, Threshold threshold, PolicyChange change, List<ScoreCount> counts) {
        Integer dimension = threshold.dimension();
        int reviewed = counts.stream().mapToInt(ScoreCount::reviewed).sum();
        return "By " + change.after() + " instead of " + change.before() + " as "
                + (dimension == null
                        ? "the minimum"
                        : "the threshold of '"
                                + rubric.dimensions().get(dimension).name() + "'")
                + " of the rubric '" + rubric.id() + "', verdicts agree with people about "
                + ThresholdDecision.agreed(counts, Integer.parseInt(change.after())) + " of " + reviewed
                + " outputs, instead of " + ThresholdDecision.agreed(counts, threshold.value(policy)) + ".";
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
