package dev.chancery.views;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.command.PolicyDraftCommand;
import dev.chancery.contracts.event.KillSwitchEvent;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchReset;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.ScoredOutputs;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.Budgets;
import dev.chancery.folds.Policies;
import dev.chancery.folds.Reviewers;
import dev.chancery.folds.WilsonInterval;
import dev.chancery.folds.Workflows;
import dev.chancery.query.contracts.AgentsView;
import dev.chancery.query.contracts.AgentsView.AgentView;
import dev.chancery.query.contracts.AgentsView.KeyView;
import dev.chancery.query.contracts.BudgetsView;
import dev.chancery.query.contracts.BudgetsView.AlertView;
import dev.chancery.query.contracts.BudgetsView.BudgetView;
import dev.chancery.query.contracts.GateEvidenceView;
import dev.chancery.query.contracts.KillSwitchesView;
import dev.chancery.query.contracts.KillSwitchesView.KillSwitchView;
import dev.chancery.query.contracts.ModelVersionsView;
import dev.chancery.query.contracts.ModelVersionsView.ModelVersionView;
import dev.chancery.query.contracts.OpenGatesView;
import dev.chancery.query.contracts.OpenGatesView.OpenGate;
import dev.chancery.query.contracts.OversightView;
import dev.chancery.query.contracts.OversightView.CalibrationView;
import dev.chancery.query.contracts.OversightView.DwellView;
import dev.chancery.query.contracts.OversightView.ReviewerView;
import dev.chancery.query.contracts.PoliciesView;
import dev.chancery.query.contracts.PoliciesView.PolicyView;
import dev.chancery.query.contracts.PoliciesView.RejectedPolicyView;
import dev.chancery.query.contracts.PolicyDraftsView;
import dev.chancery.query.contracts.PolicyDraftsView.DraftState;
import dev.chancery.query.contracts.PolicyDraftsView.DraftView;
import dev.chancery.query.contracts.PolicyDraftsView.Said;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.contracts.RegistryQuery.FindBudgets;
import dev.chancery.query.contracts.RegistryQuery.FindGateEvidence;
import dev.chancery.query.contracts.RegistryQuery.FindKillSwitches;
import dev.chancery.query.contracts.RegistryQuery.FindModelVersions;
import dev.chancery.query.contracts.RegistryQuery.FindOpenGates;
import dev.chancery.query.contracts.RegistryQuery.FindOversight;
import dev.chancery.query.contracts.RegistryQuery.FindPolicies;
import dev.chancery.query.contracts.RegistryQuery.FindPolicyDrafts;
import dev.chancery.query.contracts.RegistryQuery.FindReviewCounts;
import dev.chancery.query.contracts.RegistryQuery.FindScoredOutputs;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.ReviewCountsView;
import dev.chancery.query.contracts.ScoredOutputsView;
import dev.chancery.query.contracts.WorkflowsView;
import dev.chancery.query.contracts.WorkflowsView.WorkflowView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about what is registered. */
public final class RegistryQueries {

    private final Views views;
    private final EventLog log;
    private final ViewKeeper keeper;

    /**
     * The questions and what they need.
     *
     * @param keeper for questions whose answer must not be behind the log
     */
    public RegistryQueries(EventLog log, ViewKeeper keeper) {
        this.views = keeper.views();
        this.log = log;
        this.keeper = keeper;
    }

    @QueryHandler
    public WorkflowsView handle(FindWorkflows query) {
        return new WorkflowsView(views.list(Generation.WORKFLOWS, Query.PAGE_LIMIT).stream()
                .<WorkflowView>mapMulti((workflow, out) -> {
                    Gate gate = workflow.gate();
                    Instant registeredAt = workflow.registeredAt();
                    // Without a registration there are only decisions about tasks of a workflow that nobody declared.
                    if (gate != null && registeredAt != null) {
                        out.accept(new WorkflowView(
                                workflow.workflow().value(),
                                workflow.purpose(),
                                gate,
                                workflow.evidence(),
                                workflow.conduct(now()),
                                registeredAt,
                                workflow.movedAt(),
                                workflow.movedBy(),
                                workflow.why()));
                    }
                })
                .toList());
    }

    @QueryHandler
    public @Nullable GateEvidenceView handle(FindGateEvidence query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.WORKFLOWS.fold());
        Workflows.Workflow workflow = views.load(Generation.WORKFLOWS, query.workflow());
        if (workflow == null || workflow.gate() == null) {
            return null;
        }
        String active = handle(new FindPolicies()).active();
        return new GateEvidenceView(
                query.workflow().value(),
                workflow.gate(),
                workflow.evidence(),
                workflow.conduct(now()),
                active == null ? null : new PolicyVersion(active));
    }

    @QueryHandler
    public OpenGatesView handle(FindOpenGates query) {
        return new OpenGatesView(views.list(Generation.WORKFLOWS, Integer.MAX_VALUE).stream()
                .filter(workflow -> workflow.gate() == Gate.AUTONOMOUS)
                .map(workflow -> new OpenGate(
                        workflow.workflow(), workflow.evidence(), workflow.conduct(now()), workflow.watch()))
                .toList());
    }

    @QueryHandler
    public OversightView handle(FindOversight query) {
        Map<String, CalibrationView> calibration = calibration();
        return new OversightView(views.list(Generation.REVIEWERS, Query.PAGE_LIMIT).stream()
                .map(reviewer -> view(reviewer, calibration.get(reviewer.reviewer())))
                .toList());
    }

    private Map<String, CalibrationView> calibration() {
        return views.read(Generation.CALIBRATION_CASES, connection -> {
            Map<String, CalibrationView> found = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT reviewer, count(*) FILTER (WHERE hit),"
                            + " count(*) FROM views.calibration_case WHERE reviewer IS NOT NULL GROUP BY reviewer");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    int hits = rows.getInt(2);
                    int all = rows.getInt(3);
                    found.put(
                            rows.getString(1),
                            new CalibrationView(
                                    hits,
                                    all - hits,
                                    WilsonInterval.lowerBound(hits, all),
                                    WilsonInterval.upperBound(hits, all)));
                }
            }
            return found;
        });
    }

    private static ReviewerView view(Reviewers.Reviewer reviewer, @Nullable CalibrationView calibration) {
        int overridden = reviewer.edited() + reviewer.rejected();
        int decided = reviewer.approved() + overridden;
        int timed = reviewer.dwell().stream().mapToInt(Integer::intValue).sum();
        return new ReviewerView(
                reviewer.reviewer(),
                reviewer.approved(),
                reviewer.edited(),
                reviewer.rejected(),
                decided == 0 ? 0 : (double) overridden / decided,
                reviewer.unseen(),
                timed == 0 ? null : (Long) (reviewer.dwellMillis() / timed),
                IntStream.range(0, reviewer.dwell().size())
                        .mapToObj(i -> new DwellView(
                                i < Reviewers.SPANS.size() ? Reviewers.SPANS.get(i) : null,
                                reviewer.dwell().get(i)))
                        .toList(),
                calibration,
                reviewer.since(),
                reviewer.last());
    }

    /** As the record keeps an instant. */
    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
    }

    @QueryHandler
    public AgentsView handle(FindAgents query) {
        return new AgentsView(views.list(Generation.AGENTS, Query.PAGE_LIMIT).stream()
                .<AgentView>mapMulti((agent, out) -> {
                    Instant registeredAt = agent.registeredAt();
                    if (registeredAt != null) {
                        out.accept(new AgentView(
                                agent.agent().value(),
                                agent.owner(),
                                agent.purpose(),
                                agent.runtime(),
                                agent.registeredBy(),
                                registeredAt,
                                agent.suspended(),
                                agent.suspendedAt(),
                                agent.keys().stream()
                                        .map(key -> new KeyView(
                                                key.keyId(), key.issuedAt(), key.revokedAt(), key.revocation()))
                                        .toList()));
                    }
                })
                .toList());
    }

    /** Read from the record itself: its stream is short, and whoever pulled a switch wants to see it pulled. */
    @QueryHandler
    public KillSwitchesView handle(FindKillSwitches query) {
        Map<StopScope, KillSwitchView> pulled = new LinkedHashMap<>();
        for (StoredEvent stored : log.readStream(KillSwitchCommand.STREAM)) {
            Recorded recorded = log.decode(stored);
            switch ((KillSwitchEvent) recorded.event()) {
                case KillSwitchPulled e ->
                    pulled.put(
                            e.scope(),
                            new KillSwitchView(e.scope(), e.reason(), e.by(), recorded.at(), recorded.position()));
                case KillSwitchReset e -> pulled.remove(e.scope());
            }
        }
        return new KillSwitchesView(List.copyOf(pulled.values()));
    }

    @QueryHandler
    public ReviewCountsView handle(FindReviewCounts query) {
        Map<String, List<ReviewCount>> models = new TreeMap<>();
        views.list(Generation.REVIEW_COUNTS, Integer.MAX_VALUE)
                .forEach(count -> models.computeIfAbsent(count.model(), model -> new ArrayList<>())
                        .add(new ReviewCount(count.deployment(), count.reviewed(), count.approvedUnchanged())));
        return new ReviewCountsView(models);
    }

    @QueryHandler
    public ScoredOutputsView handle(FindScoredOutputs query) {
        return views.read(Generation.LABELLED_TASKS, connection -> {
            List<ScoredOutputs> found = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT scores, count(*), count(*) FILTER (WHERE"
                            + " approved) FROM views.labelled_task WHERE digest = ? AND approved IS NOT NULL GROUP BY scores"
                            + " ORDER BY scores")) {
                select.setString(1, query.rubricDigest());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(new ScoredOutputs(
                                LabelledTaskTable.scores(rows.getString(1)), rows.getInt(2), rows.getInt(3)));
                    }
                }
            }
            return new ScoredOutputsView(found);
        });
    }

    /** Read from the record itself, as with kill switches. */
    @QueryHandler
    public PolicyDraftsView handle(FindPolicyDrafts query) {
        Map<String, DraftView> drafts = new LinkedHashMap<>();
        for (StoredEvent stored : log.readStream(PolicyDraftCommand.STREAM)) {
            Recorded recorded = log.decode(stored);
            PolicyDraftEvent event = (PolicyDraftEvent) recorded.event();
            drafts.compute(event.draft(), (id, before) -> after(before, event, recorded));
        }
        return new PolicyDraftsView(List.copyOf(drafts.values()).reversed().stream()
                .limit(Query.PAGE_LIMIT)
                .toList());
    }

    private static DraftView after(@Nullable DraftView before, PolicyDraftEvent event, Recorded recorded) {
        if (before == null) {
            PolicyDrafted drafted = (PolicyDrafted) event;
            return new DraftView(
                    drafted.draft(),
                    DraftState.OPEN,
                    drafted.base().value(),
                    drafted.changes(),
                    drafted.evidence(),
                    drafted.scores() == null ? List.of() : drafted.scores(),
                    drafted.reason(),
                    drafted.by(),
                    recorded.at(),
                    recorded.position(),
                    List.of(),
                    null);
        }
        return switch (event) {
            case PolicyDrafted e -> before;
            case PolicyDraftApproved e ->
                before.said(
                        e.enough() ? DraftState.APPROVED : DraftState.OPEN,
                        new Said(true, e.by(), e.reason(), recorded.at()));
            case PolicyDraftRejected e ->
                before.said(DraftState.REJECTED, new Said(false, e.by(), e.reason(), recorded.at()));
            case PolicyDraftActivated e -> before.activated(e.version().value());
        };
    }

    @QueryHandler
    public BudgetsView handle(FindBudgets query) {
        return new BudgetsView(views.list(Generation.BUDGETS, Query.PAGE_LIMIT).stream()
                .map(budget -> new BudgetView(
                        budget.kind(),
                        budget.owner(),
                        budget.cap(),
                        budget.since(),
                        budget.exhaustions(),
                        budget.exhausted(),
                        budget.exhaustedAt(),
                        alert(budget.reached())))
                .toList());
    }

    private static @Nullable AlertView alert(Budgets.@Nullable Reached reached) {
        return reached == null
                ? null
                : new AlertView(reached.scope(), reached.percent(), reached.settled(), reached.cap(), reached.at());
    }

    /** Every version is read, for the newest is not the first by name; a policy changes a few times a day at most. */
    @QueryHandler
    public PoliciesView handle(FindPolicies query) {
        List<Policies.Entry> entries = views.list(Generation.POLICIES, Integer.MAX_VALUE).stream()
                .sorted(Comparator.comparingLong(Policies.Entry::position).reversed())
                .toList();
        List<PolicyView> policies = entries.stream()
                .filter(entry -> !entry.key().equals(Policies.REJECTED))
                .limit(Query.PAGE_LIMIT)
                .map(entry -> new PolicyView(entry.key(), entry.at(), entry.activations(), entry.position()))
                .toList();
        // A refused bundle is news only as long as none was activated after it.
        RejectedPolicyView rejected = entries.stream()
                .limit(1)
                .filter(entry -> entry.key().equals(Policies.REJECTED))
                .map(entry -> new RejectedPolicyView(entry.at(), entry.position(), entry.errors()))
                .findFirst()
                .orElse(null);
        return new PoliciesView(policies.isEmpty() ? null : policies.getFirst().version(), policies, rejected);
    }

    @QueryHandler
    public ModelVersionsView handle(FindModelVersions query) {
        return new ModelVersionsView(views.list(Generation.MODEL_VERSIONS, Query.PAGE_LIMIT).stream()
                .map(version -> new ModelVersionView(
                        version.deployment(),
                        version.modelVersion(),
                        version.firstSeen(),
                        version.firstTask().value(),
                        version.position()))
                .toList());
    }
}
