package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.Incidents.Action;
import dev.chancery.folds.Incidents.Clock;
import dev.chancery.folds.Incidents.Closing;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.Incidents.Report;
import dev.chancery.query.contracts.EvidenceToHoldView;
import dev.chancery.query.contracts.HeldPartsView;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.contracts.IncidentQuery.FindEvidenceToHold;
import dev.chancery.query.contracts.IncidentQuery.FindHeldParts;
import dev.chancery.query.contracts.IncidentQuery.FindIncident;
import dev.chancery.query.contracts.IncidentQuery.FindIncidents;
import dev.chancery.query.contracts.IncidentQuery.FindServedWorkflows;
import dev.chancery.query.contracts.IncidentView;
import dev.chancery.query.contracts.IncidentView.ActionView;
import dev.chancery.query.contracts.IncidentView.AnnouncedView;
import dev.chancery.query.contracts.IncidentView.ClockView;
import dev.chancery.query.contracts.IncidentView.ClosingView;
import dev.chancery.query.contracts.IncidentView.InformedView;
import dev.chancery.query.contracts.IncidentView.ReportView;
import dev.chancery.query.contracts.IncidentsView;
import dev.chancery.query.contracts.IncidentsView.Summary;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.ServedWorkflowsView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about incidents, which whoever asks has often just made himself. */
public final class IncidentQueries {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Views views;
    private final ViewKeeper keeper;

    public IncidentQueries(ViewKeeper keeper) {
        this.views = keeper.views();
        this.keeper = keeper;
    }

    @QueryHandler
    public IncidentsView handle(FindIncidents query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.INCIDENTS.fold());
        Boolean open = query.open();
        return new IncidentsView(views.list(Generation.INCIDENTS, Integer.MAX_VALUE).stream()
                .filter(incident -> open == null || open == (incident.closing() == null))
                .sorted(Comparator.comparing((Incident incident) -> incident.closing() != null)
                        .thenComparing(
                                incident -> incident.clock().clock().due(),
                                Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(Incident::incident))
                .limit(Query.PAGE_LIMIT)
                .map(incident -> summary(incident, query.now()))
                .toList());
    }

    @QueryHandler
    public @Nullable IncidentView handle(FindIncident query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.INCIDENTS.fold());
        Incident incident = views.load(Generation.INCIDENTS, query.incident());
        return incident == null ? null : view(incident, holds(query.incident()), query.now());
    }

    @QueryHandler
    public EvidenceToHoldView handle(FindEvidenceToHold query) {
        return new EvidenceToHoldView(views.list(Generation.INCIDENTS, Integer.MAX_VALUE).stream()
                .filter(incident -> incident.closing() == null)
                .map(incident -> new EvidenceToHoldView.Open(incident.incident(), incident.links()))
                .toList());
    }

    /** Of a model or a service that is part of a system, the workflows are parts too, or are linked by themselves. */
    @QueryHandler
    public HeldPartsView handle(FindHeldParts query) {
        AiSystem system = views.load(Generation.AI_SYSTEMS, query.system());
        return new HeldPartsView(
                system == null
                        ? List.of()
                        : system.description().parts().stream()
                                .flatMap(part -> switch (part.kind()) {
                                    case WORKFLOW -> Stream.of(new ContentScope(ContentScope.Kind.WORKFLOW, part.id()));
                                    case AGENT -> Stream.of(new ContentScope(ContentScope.Kind.AGENT, part.id()));
                                    case MODEL, TOOL_SERVER, HOST -> Stream.<ContentScope>empty();
                                })
                                .toList());
    }

    @QueryHandler
    public ServedWorkflowsView handle(FindServedWorkflows query) {
        return views.read(Generation.SPEND, connection -> {
            List<WorkflowId> found = new ArrayList<>();
            // From each workflow in the index to the next, however many cells each has.
            try (PreparedStatement select = connection.prepareStatement("""
                    WITH RECURSIVE served AS (
                        (SELECT workflow FROM views.spend WHERE deployment = ? ORDER BY workflow LIMIT 1)
                        UNION ALL
                        SELECT n.workflow FROM served CROSS JOIN LATERAL (
                            SELECT s.workflow FROM views.spend s WHERE s.deployment = ? AND s.workflow > served.workflow
                            ORDER BY s.workflow LIMIT 1) n)
                    SELECT workflow FROM served ORDER BY workflow
                    """)) {
                select.setString(1, query.deployment());
                select.setString(2, query.deployment());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(new WorkflowId(rows.getString(1)));
                    }
                }
            }
            return new ServedWorkflowsView(found);
        });
    }

    private List<HoldView> holds(String incident) {
        return views.list(Generation.LEGAL_HOLDS, Integer.MAX_VALUE).stream()
                .filter(hold -> HoldCommand.incidentOf(hold.hold())
                        .filter(incident::equals)
                        .isPresent())
                .map(ErasureQueries::view)
                .toList();
    }

    private static Summary summary(Incident incident, Instant now) {
        Clock clock = incident.clock();
        Closing closing = incident.closing();
        ReportingState state = incident.state(now);
        Instant due = clock.clock().due();
        boolean runs = due != null && incident.state(incident.clocks().size() - 1, now) != ReportingState.MET;
        return new Summary(
                incident.incident(),
                clock.assessment(),
                clock.assessment().category().article(),
                incident.awareness(),
                incident.memberStates(),
                incident.links().systems(),
                clock.clock(),
                state,
                runs && due != null ? (Long) Duration.between(now, due).toSeconds() : null,
                closing == null ? duties(incident, now) : List.of(),
                incident.clocks().getFirst().at(),
                incident.clocks().getFirst().position(),
                closing == null ? null : closing.at());
    }

    /** What an open incident asks for now. */
    private static List<String> duties(Incident incident, Instant now) {
        List<String> duties = new ArrayList<>();
        if (incident.awareness().by() == Awareness.Party.DEPLOYER
                && incident.informed().stream().noneMatch(told -> told.operator() == Operator.PROVIDER)) {
            duties.add("Inform the provider first, then the importer or distributor and the authority: Art. 26(5).");
        }
        ReportingClock clock = incident.clock().clock();
        Report first = incident.firstReport().orElse(null);
        Instant due = clock.due();
        if (first == null && due != null) {
            duties.add((clock.atOnce() ? "Report it at once, " : "Report it, ")
                    + (now.isAfter(due) ? "the clock ended on " : "by ") + TIME.format(due) + " at the latest: "
                    + clock.basis()
                    + ". An initial, incomplete report counts: Art. 73(5).");
        } else if (first != null && incident.reports().stream().noneMatch(Report::complete)) {
            duties.add("Complete the initial report of " + TIME.format(first.at()) + ": Art. 73(5).");
        }
        for (Action action : incident.actions()) {
            boolean told = isAnnounced(incident, action);
            if (action.doneAt() == null && now.isAfter(action.due())) {
                duties.add("The corrective action '" + action.action() + "' of " + action.owner() + " is overdue.");
            }
            if (action.alters() && !told) {
                duties.add(
                        action.doneAt() == null
                                ? "Tell the authority before the corrective action '" + action.action()
                                        + "' alters the system: Art. 73(6)."
                                : "The corrective action '" + action.action()
                                        + "' altered the system before an authority was told: Art. 73(6).");
            }
        }
        return duties;
    }

    private static boolean isAnnounced(Incident incident, Action action) {
        return incident.announced().stream()
                .anyMatch(told -> action.action().equals(told.action())
                        && (action.doneAt() == null || !told.at().isAfter(action.doneAt())));
    }

    private static IncidentView view(Incident incident, List<HoldView> holds, Instant now) {
        Closing closing = incident.closing();
        return new IncidentView(
                summary(incident, now),
                incident.description(),
                new IncidentView.LinksView(
                        incident.links().systems(),
                        incident.links().tasks().stream().map(TaskId::value).toList(),
                        incident.links().workflows().stream()
                                .map(WorkflowId::value)
                                .toList(),
                        incident.links().models()),
                IntStream.range(0, incident.clocks().size())
                        .mapToObj(index -> view(incident.clocks().get(index), incident.state(index, now)))
                        .toList(),
                incident.reports().stream()
                        .map(r -> new ReportView(
                                r.authority(),
                                r.complete(),
                                r.reference(),
                                r.at(),
                                r.by(),
                                r.recordedAt(),
                                r.position()))
                        .toList(),
                incident.informed().stream()
                        .map(i -> new InformedView(
                                i.operator(), i.reference(), i.at(), i.by(), i.recordedAt(), i.position()))
                        .toList(),
                incident.actions().stream().map(action -> view(action, now)).toList(),
                incident.announced().stream()
                        .map(a -> new AnnouncedView(
                                a.authority(), a.action(), a.alteration(), a.reference(), a.at(), a.by(), a.position()))
                        .toList(),
                holds,
                closing == null
                        ? null
                        : new ClosingView(closing.finding(), closing.by(), closing.at(), closing.position()),
                now);
    }

    private static ClockView view(Clock clock, ReportingState state) {
        return new ClockView(
                clock.clock(),
                state,
                clock.awareAt(),
                clock.assessment(),
                clock.reason(),
                clock.by(),
                clock.at(),
                clock.position());
    }

    private static ActionView view(Action action, Instant now) {
        return new ActionView(
                action.action(),
                action.what(),
                action.owner(),
                action.due(),
                action.alters(),
                action.doneAt() == null && now.isAfter(action.due()),
                action.by(),
                action.position(),
                action.doneAt(),
                action.result(),
                action.done());
    }
}
