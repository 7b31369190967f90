package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.PolicyDraftCommand;
import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftActivated;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftApproved;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.CompanyEvidence;
import dev.chancery.contracts.fact.CompanyEvidence.ReviewedDraft;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemEvidence;
import dev.chancery.contracts.fact.SystemEvidence.Bias;
import dev.chancery.contracts.fact.SystemEvidence.Clocked;
import dev.chancery.contracts.fact.SystemEvidence.Entry;
import dev.chancery.contracts.fact.SystemEvidence.Hazard;
import dev.chancery.contracts.fact.SystemEvidence.Impact;
import dev.chancery.contracts.fact.SystemEvidence.Instructed;
import dev.chancery.contracts.fact.SystemEvidence.OpenFinding;
import dev.chancery.contracts.fact.SystemEvidence.Overseer;
import dev.chancery.contracts.fact.SystemEvidence.Work;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.WorkDay;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.Acts;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.BiasStandings;
import dev.chancery.folds.Duties;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.Incidents.Report;
import dev.chancery.folds.Policies;
import dev.chancery.query.contracts.ControlEvidenceView;
import dev.chancery.query.contracts.ControlQuery.FindControlEvidence;
import dev.chancery.query.contracts.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what controls are evaluated from: of each system its entry in the register, and of its workflows some days of work, what
 * waits and what is unfinished. Nothing of it is a scan of tasks.
 */
public final class ControlEvidence {

    /** So many tasks without an outcome are looked at; when there are more, so many are counted. */
    private static final int LIMIT = 10_000;

    private final Views views;
    private final EventLog log;
    private final ViewKeeper keeper;

    public ControlEvidence(EventLog log, ViewKeeper keeper) {
        this.views = keeper.views();
        this.log = log;
        this.keeper = keeper;
    }

    /** Tasks of a workflow that wait for something. */
    private record Waiting(Marks marks, @Nullable Instant since) {
        static final Waiting NOTHING = new Waiting(Marks.NONE, null);

        Waiting and(long position, Instant at) {
            return new Waiting(marks.and(Marks.of(position, at)), since == null || at.isBefore(since) ? at : since);
        }

        Waiting and(Waiting other) {
            Instant earliest =
                    since == null || (other.since != null && other.since.isBefore(since)) ? other.since : since;
            return new Waiting(marks.and(other.marks), earliest);
        }
    }

    /** When the first task of a workflow was opened. */
    private record First(Instant at, long position) {}

    /** Everything of the workflows that are part of some system. */
    private record Works(
            Map<String, List<WorkDay>> days,
            Map<String, First> first,
            Map<String, Waiting> unfinished,
            Map<String, Waiting> waiting,
            Set<String> open) {}

    @QueryHandler
    public ControlEvidenceView handle(FindControlEvidence query) throws InterruptedException {
        long position = log.size();
        keeper.demandCaughtUp(Generation.AI_SYSTEMS.fold());
        List<AiSystem> systems = query.system() == null
                ? views.list(Generation.AI_SYSTEMS, Query.PAGE_LIMIT)
                : Stream.ofNullable(views.load(Generation.AI_SYSTEMS, query.system()))
                        .toList();
        Set<String> workflows = new LinkedHashSet<>();
        systems.forEach(system -> workflows(system).forEach(workflow -> workflows.add(workflow.value())));
        Works works = works(workflows, query);
        Map<String, Duties.Standing> duties = new HashMap<>();
        views.list(Generation.DUTIES, Integer.MAX_VALUE).forEach(standing -> duties.put(standing.system(), standing));
        Map<String, BiasStandings.Standing> bias = new HashMap<>();
        views.list(Generation.BIAS_STANDINGS, Integer.MAX_VALUE)
                .forEach(standing -> bias.put(standing.subject(), standing));
        List<Incident> incidents = views.list(Generation.INCIDENTS, Integer.MAX_VALUE);
        Map<TaskId, String> linked = workflowsOf(incidents);
        return new ControlEvidenceView(
                systems.stream()
                        .map(system -> evidence(system, works, duties, bias, incidents, linked, query.now()))
                        .toList(),
                company(query, duties.get(DutyEvent.COMPANY), incidents),
                position);
    }

    private static List<WorkflowId> workflows(AiSystem system) {
        return system.description().parts().stream()
                .filter(part -> part.kind() == SystemPart.Kind.WORKFLOW)
                .map(part -> new WorkflowId(part.id()))
                .toList();
    }

    private Works works(Set<String> workflows, FindControlEvidence query) {
        return new Works(
                days(workflows, LocalDate.ofInstant(query.now(), ZoneOffset.UTC).minusDays(query.days())),
                first(workflows),
                unfinished(workflows, query.openedBefore()),
                waiting(workflows, query.heldBefore()),
                openGates());
    }

    private Map<String, List<WorkDay>> days(Collection<String> workflows, LocalDate since) {
        return views.read(Generation.WORK_DAYS, connection -> {
            Map<String, List<WorkDay>> found = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT workflow, body FROM views.work_day WHERE"
                            + " workflow = ANY (?) AND day >= ?::date ORDER BY workflow, day")) {
                Table.column(select, 1, "text", workflows, workflow -> workflow);
                select.setString(2, since.toString());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.computeIfAbsent(rows.getString(1), workflow -> new ArrayList<>())
                                .add(WorkDayTable.read(rows.getString(2)));
                    }
                }
            }
            return found;
        });
    }

    private Map<String, First> first(Collection<String> workflows) {
        return views.read(Generation.TASKS, connection -> {
            Map<String, First> found = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT w.workflow, t.opened, t.body -> 'origin'"
                            + " ->> 'at' FROM unnest(?) AS w (workflow) CROSS JOIN LATERAL (SELECT opened, body FROM views.task"
                            + " WHERE task.workflow = w.workflow ORDER BY opened LIMIT 1) t")) {
                Table.column(select, 1, "text", workflows, workflow -> workflow);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.put(rows.getString(1), new First(Instant.parse(rows.getString(3)), rows.getLong(2)));
                    }
                }
            }
            return found;
        });
    }

    /** Acts that are open are few, whatever the number of tasks. */
    private Map<String, Waiting> unfinished(Collection<String> workflows, Instant before) {
        return views.read(Generation.ACTS, connection -> {
            Map<String, Waiting> found = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT t.workflow, a.body FROM views.act a JOIN"
                            + " views.task t ON t.task = substr(a.stream, 6) WHERE a.act = 'TASK' AND a.phase = 'OPEN' AND"
                            + " t.workflow = ANY (?) ORDER BY a.position LIMIT " + LIMIT)) {
                Table.column(select, 1, "text", workflows, workflow -> workflow);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Acts.Standing act = ActTable.read(rows.getString(2));
                        if (act.since().isBefore(before)) {
                            found.merge(
                                    rows.getString(1), Waiting.NOTHING.and(act.position(), act.since()), Waiting::and);
                        }
                    }
                }
            }
            return found;
        });
    }

    private Map<String, Waiting> waiting(Collection<String> workflows, Instant before) {
        return views.read(Generation.HELD_TASKS, connection -> {
            Map<String, Waiting> found = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT workflow, count(*), min(since), max(since),"
                            + " (array_agg(position ORDER BY position DESC))[1:" + Marks.KEPT + "] FROM views.held_task"
                            + " WHERE workflow = ANY (?) AND since < ? GROUP BY workflow")) {
                Table.column(select, 1, "text", workflows, workflow -> workflow);
                select.setObject(2, before.atOffset(ZoneOffset.UTC));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        List<Long> positions =
                                List.of((Long[]) rows.getArray(5).getArray()).reversed();
                        found.put(
                                rows.getString(1),
                                new Waiting(new Marks(rows.getLong(2), instant(rows, 4), positions), instant(rows, 3)));
                    }
                }
            }
            return found;
        });
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    private Set<String> openGates() {
        Set<String> open = new LinkedHashSet<>();
        views.list(Generation.WORKFLOWS, Integer.MAX_VALUE).stream()
                .filter(workflow -> workflow.gate() == Gate.AUTONOMOUS)
                .forEach(workflow -> open.add(workflow.workflow().value()));
        return open;
    }

    /** The workflows of the tasks that incidents are linked to. */
    private Map<TaskId, String> workflowsOf(List<Incident> incidents) {
        Set<TaskId> tasks = new LinkedHashSet<>();
        incidents.forEach(incident -> tasks.addAll(incident.links().tasks()));
        if (tasks.isEmpty()) {
            return Map.of();
        }
        return views.read(Generation.TASKS, connection -> {
            Map<TaskId, String> found = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT task, workflow FROM views.task WHERE task = ANY (?)")) {
                Table.column(select, 1, "text", tasks, TaskId::value);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.put(new TaskId(rows.getString(1)), rows.getString(2));
                    }
                }
            }
            return found;
        });
    }

    private static SystemEvidence evidence(
            AiSystem system,
            Works works,
            Map<String, Duties.Standing> duties,
            Map<String, BiasStandings.Standing> bias,
            List<Incident> incidents,
            Map<TaskId, String> linked,
            Instant now) {
        List<WorkflowId> workflows = workflows(system);
        RiskVerdict verdict =
                system.classified() == null ? null : system.classified().verdict();
        Duties.Standing performed = duties.get(system.system());
        return new SystemEvidence(
                system.system(),
                system.description().name(),
                system.status(),
                system.facts(),
                verdict == null ? RiskClass.UNCLASSIFIED : verdict.risk(),
                verdict == null ? List.of() : verdict.basis(),
                system.classified() == null
                        ? null
                        : (Long) system.classified().mark().position(),
                system.outdated(),
                system.registered().at(),
                system.risks().stream()
                        .map(risk -> new Hazard(
                                risk.entry(), risk.mark().at(), risk.mark().position()))
                        .toList(),
                system.overseers().stream()
                        .map(overseer -> new Overseer(
                                overseer.assignment(),
                                overseer.relieved() == null
                                        ? null
                                        : overseer.relieved().on(),
                                overseer.mark().position()))
                        .toList(),
                instructed(system),
                impact(system),
                system.entries().stream()
                        .map(entry -> new Entry(
                                entry.section(),
                                entry.number(),
                                entry.on(),
                                entry.mark().position()))
                        .toList(),
                system.derogation() == null
                        ? null
                        : (Long) system.derogation().mark().position(),
                performed == null ? List.of() : performed.performed(),
                performed == null ? null : performed.declared(),
                work(workflows, works),
                bias(system.system(), workflows, bias),
                incidents.stream()
                        .filter(incident -> concerns(incident, system.system(), workflows, linked))
                        .map(incident -> clocked(incident, now))
                        .toList());
    }

    private static @Nullable Instructed instructed(AiSystem system) {
        return system.instructions() == null
                ? null
                : new Instructed(
                        system.instructions().instructions(),
                        system.instructions().mark().at(),
                        system.instructions().mark().position());
    }

    private static @Nullable Impact impact(AiSystem system) {
        AiSystems.Impact impact = system.impact();
        if (impact == null) {
            return null;
        }
        AiSystems.Notified notified = impact.notified();
        return new Impact(
                impact.items(),
                impact.mark().at(),
                impact.mark().position(),
                notified == null ? null : notified.on(),
                notified == null ? null : (Long) notified.mark().position());
    }

    private static Work work(List<WorkflowId> workflows, Works works) {
        List<WorkDay> days = new ArrayList<>();
        First first = null;
        Waiting unfinished = Waiting.NOTHING;
        Waiting waiting = Waiting.NOTHING;
        for (WorkflowId workflow : workflows) {
            String id = workflow.value();
            days.addAll(works.days().getOrDefault(id, List.of()));
            First begun = works.first().get(id);
            first = first == null || (begun != null && begun.position() < first.position()) ? begun : first;
            unfinished = unfinished.and(works.unfinished().getOrDefault(id, Waiting.NOTHING));
            waiting = waiting.and(works.waiting().getOrDefault(id, Waiting.NOTHING));
        }
        return new Work(
                workflows,
                days,
                first == null ? null : first.at(),
                first == null ? null : (Long) first.position(),
                unfinished.marks(),
                waiting.marks(),
                waiting.since(),
                workflows.stream()
                        .filter(workflow -> works.open().contains(workflow.value()))
                        .toList(),
                null);
    }

    private static Bias bias(String system, List<WorkflowId> workflows, Map<String, BiasStandings.Standing> all) {
        Marks checks = Marks.NONE;
        List<OpenFinding> open = new ArrayList<>();
        List<BiasSubject> subjects = Stream.concat(
                        Stream.of(new BiasSubject(BiasSubject.Kind.SYSTEM, system)),
                        workflows.stream()
                                .map(workflow -> new BiasSubject(BiasSubject.Kind.WORKFLOW, workflow.value())))
                .toList();
        for (BiasSubject subject : subjects) {
            BiasStandings.Standing standing = all.get(subject.toString());
            if (standing != null) {
                checks = checks.and(standing.checks());
                open.addAll(standing.open());
            }
        }
        return new Bias(checks, open);
    }

    private static boolean concerns(
            Incident incident, String system, List<WorkflowId> workflows, Map<TaskId, String> linked) {
        return incident.links().systems().contains(system)
                || incident.links().workflows().stream().anyMatch(workflows::contains)
                || incident.links().tasks().stream()
                        .map(linked::get)
                        .anyMatch(workflow -> workflow != null && workflows.contains(new WorkflowId(workflow)));
    }

    private static Clocked clocked(Incident incident, Instant now) {
        return new Clocked(
                incident.incident(),
                incident.state(now),
                incident.clock().clock().due(),
                incident.closing() == null,
                Stream.concat(
                                Stream.of(incident.clocks().getFirst().position()),
                                incident.firstReport().map(Report::position).stream())
                        .toList());
    }

    private CompanyEvidence company(
            FindControlEvidence query, Duties.@Nullable Standing performed, List<Incident> incidents) {
        List<Policies.Entry> activated = views.list(Generation.POLICIES, Integer.MAX_VALUE).stream()
                .filter(entry -> !entry.key().equals(Policies.REJECTED))
                .sorted(Comparator.comparingLong(Policies.Entry::position))
                .toList();
        Map<String, ReviewedDraft> reviewed = reviewed();
        Marks activations = Marks.NONE;
        Marks unreviewed = Marks.NONE;
        for (Policies.Entry entry : activated) {
            Marks one = Marks.of(entry.position(), entry.at());
            activations = activations.and(one);
            boolean first = entry.equals(activated.getFirst());
            if (!first && !entry.at().isBefore(query.changedSince()) && !reviewed.containsKey(entry.key())) {
                unreviewed = unreviewed.and(one);
            }
        }
        return new CompanyEvidence(
                log.read(0, 1).stream().findFirst().map(StoredEvent::at).orElse(null),
                activations,
                reviewed.values().stream()
                        .filter(draft -> !draft.activatedAt().isBefore(query.changedSince()))
                        .toList(),
                unreviewed,
                performed == null ? List.of() : performed.performed(),
                incidents.stream()
                        .map(incident -> clocked(incident, query.now()))
                        .toList());
    }

    /** Drafts that were activated, by the version of the policy that they led to; read from the record itself. */
    private Map<String, ReviewedDraft> reviewed() {
        Map<String, PolicyDrafted> drafted = new LinkedHashMap<>();
        Map<String, Set<String>> approvers = new HashMap<>();
        Map<String, List<Long>> positions = new HashMap<>();
        Map<String, ReviewedDraft> reviewed = new TreeMap<>();
        for (StoredEvent stored : log.readStream(PolicyDraftCommand.STREAM)) {
            Recorded recorded = log.decode(stored);
            PolicyDraftEvent event = (PolicyDraftEvent) recorded.event();
            positions.computeIfAbsent(event.draft(), draft -> new ArrayList<>()).add(recorded.position());
            switch (event) {
                case PolicyDrafted e -> drafted.put(e.draft(), e);
                case PolicyDraftApproved e -> {
                    PolicyDrafted made = drafted.get(e.draft());
                    if (made == null || !made.by().equals(e.by())) {
                        approvers
                                .computeIfAbsent(e.draft(), draft -> new LinkedHashSet<>())
                                .add(e.by());
                    }
                }
                case PolicyDraftRejected ignored -> {}
                case PolicyDraftActivated e ->
                    reviewed.put(
                            e.version().value(),
                            new ReviewedDraft(
                                    e.draft(),
                                    approvers.getOrDefault(e.draft(), Set.of()).size(),
                                    recorded.at(),
                                    List.copyOf(positions.getOrDefault(e.draft(), List.of()))));
            }
        }
        return reviewed;
    }
}
