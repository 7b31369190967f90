package dev.chancery.folds.figure;

import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.BiasFindings;
import dev.chancery.folds.BiasFindings.Finding;
import dev.chancery.folds.Fold;
import dev.chancery.folds.Incidents;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.Step;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** AI systems, serious incidents and findings of bias. Classes and clocks were decided before, and are in the events. */
final class RegisterFigures extends Computation {

    private static final String SYSTEMS = "systems";
    private static final String INCIDENTS = "incidents";
    private static final String FINDINGS = "findings";

    private final Extent extent;
    private final AiSystems systemFold = new AiSystems();
    private final Incidents incidentFold = new Incidents();
    private final BiasFindings findingFold = new BiasFindings();
    private final SortedMap<String, AiSystem> systems = new TreeMap<>();
    private final SortedSet<String> workflows = new TreeSet<>();
    private final SortedMap<String, Incident> incidents = new TreeMap<>();
    private final SortedMap<String, Finding> findings = new TreeMap<>();

    /** When a clock stands as it is told: the end of the period, or of the range when that is later. */
    private Instant now;

    RegisterFigures(FigureQuery query, Extent extent) {
        super(query);
        this.extent = extent;
        now = query.to();
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(
                new FoldVersion("figures-register", 2),
                FoldVersion.of(systemFold),
                FoldVersion.of(incidentFold),
                FoldVersion.of(findingFold));
    }

    @Override
    void take(Step step) {
        Instant at = step.recorded().at();
        now = at.isAfter(now) ? at : now;
        if (isBeforeEnd(step)) {
            if (step.recorded().event() instanceof TaskOpened task) {
                workflows.add(task.workflow().value());
            }
            fold(systemFold, systems, step);
        }
        fold(incidentFold, incidents, step);
        fold(findingFold, findings, step);
    }

    private <S> void fold(Fold<Step, String, S> fold, SortedMap<String, S> states, Step step) {
        for (String key : fold.keys(step)) {
            if (extent.isFromStart()
                    || states.containsKey(key)
                    || begins(step.recorded().event())) {
                states.put(key, fold.apply(key, states.get(key), step));
            }
        }
    }

    private static boolean begins(Event event) {
        return event instanceof SystemRegistered
                || event instanceof IncidentOpened
                || event instanceof BiasFindingOpened;
    }

    @Override
    void tell(Sheet sheet) {
        count(sheet, Measure.SYSTEMS_IN_USE, RegisterFigures::isInUse);
        tellOversight(sheet);
        for (RiskClass risk : RiskClass.values()) {
            count(
                    sheet,
                    Measure.SYSTEMS_BY_CLASS,
                    system -> isInUse(system) && risk(system) == risk,
                    "class",
                    risk.name());
        }
        for (SystemStatus status : SystemStatus.values()) {
            count(sheet, Measure.SYSTEMS_BY_STATUS, system -> system.status() == status, "status", status.name());
        }
        count(sheet, Measure.SYSTEMS_OUTDATED, system -> isInUse(system) && system.outdated());
        sheet.count(
                Measure.WORKFLOWS_UNREGISTERED,
                "workflows",
                workflows.stream().filter(workflow -> !isRegistered(workflow)).count());
        tellIncidents(sheet);
        tellFindings(sheet);
    }

    private void count(Sheet sheet, Measure measure, Predicate<AiSystem> which, String... parameters) {
        sheet.count(measure, SYSTEMS, systems.values().stream().filter(which).count(), parameters);
    }

    private static boolean isInUse(AiSystem system) {
        return system.status() != SystemStatus.DECOMMISSIONED;
    }

    private static RiskClass risk(AiSystem system) {
        AiSystems.Classified classified = system.classified();
        return classified == null
                ? RiskClass.UNCLASSIFIED
                : classified.verdict().risk();
    }

    private boolean isRegistered(String workflow) {
        SystemPart part = new SystemPart(SystemPart.Kind.WORKFLOW, workflow);
        return systems.values().stream()
                .anyMatch(system ->
                        isInUse(system) && system.description().parts().contains(part));
    }

    private void tellOversight(Sheet sheet) {
        LocalDate last = LocalDate.ofInstant(query.to().minus(1, ChronoUnit.MICROS), ZoneOffset.UTC);
        List<AiSystem> high = systems.values().stream()
                .filter(system -> isInUse(system) && risk(system) == RiskClass.HIGH_RISK)
                .toList();
        long overseen = high.stream()
                .filter(system -> system.overseers().stream().anyMatch(overseer -> overseer.active(last)))
                .count();
        sheet.share(Measure.SYSTEMS_OVERSEEN, SYSTEMS, overseen, high.size());
    }

    private void tellIncidents(Sheet sheet) {
        List<Incident> opened = incidents.values().stream()
                .filter(i -> query.isInPeriod(i.clocks().getFirst().at()))
                .toList();
        sheet.count(Measure.INCIDENTS_OPENED, INCIDENTS, opened.size());
        for (ReportingState state : ReportingState.values()) {
            long such = opened.stream().filter(i -> i.state(now) == state).count();
            sheet.count(Measure.INCIDENTS_BY_CLOCK, INCIDENTS, such, "clock", state.name());
        }
        long closed =
                incidents.values().stream().filter(i -> isInPeriod(closedAt(i))).count();
        long open = incidents.values().stream()
                .filter(i -> isOpen(i.clocks().getFirst().at(), closedAt(i)))
                .count();
        sheet.count(Measure.INCIDENTS_CLOSED, INCIDENTS, closed);
        sheet.count(Measure.INCIDENTS_OPEN, INCIDENTS, open);
    }

    private static @Nullable Instant closedAt(Incident incident) {
        Incidents.Closing closing = incident.closing();
        return closing == null ? null : closing.at();
    }

    private boolean isInPeriod(@Nullable Instant at) {
        return at != null && query.isInPeriod(at);
    }

    /** Whether it was open when the period was over. */
    private boolean isOpen(Instant opened, @Nullable Instant closed) {
        return opened.isBefore(query.to()) && (closed == null || !closed.isBefore(query.to()));
    }

    private void tellFindings(Sheet sheet) {
        long opened =
                findings.values().stream().filter(f -> query.isInPeriod(f.at())).count();
        sheet.count(Measure.BIAS_OPENED, FINDINGS, opened);
        for (BiasFindingClosed.Outcome outcome : BiasFindingClosed.Outcome.values()) {
            long such = findings.values().stream()
                    .filter(f -> outcome == outcome(f) && isInPeriod(f.closedAt()))
                    .count();
            sheet.count(Measure.BIAS_CLOSED, FINDINGS, such, "outcome", outcome.name());
        }
        List<Finding> open = findings.values().stream()
                .filter(f -> isOpen(f.at(), f.closedAt()))
                .toList();
        sheet.count(Measure.BIAS_OPEN, FINDINGS, open.size());
        sheet.count(
                Measure.BIAS_OVERDUE,
                FINDINGS,
                open.stream().filter(f -> query.to().isAfter(f.opened().due())).count());
    }

    private static BiasFindingClosed.@Nullable Outcome outcome(Finding finding) {
        BiasFindingClosed closed = finding.closed();
        return closed == null ? null : closed.outcome();
    }
}
