package dev.chancery.query.web;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.IncidentCommand.OpenIncident;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasConvention;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import dev.chancery.query.contracts.BiasBoundsView;
import dev.chancery.query.contracts.BiasCheckView;
import dev.chancery.query.contracts.BiasChecksView;
import dev.chancery.query.contracts.BiasChecksView.CheckLine;
import dev.chancery.query.contracts.BiasFindingsView;
import dev.chancery.query.contracts.BiasFindingsView.FindingView;
import dev.chancery.query.contracts.BiasUsesView;
import dev.chancery.query.contracts.BiasUsesView.DatasetView;
import dev.chancery.query.contracts.BiasUsesView.Deleted;
import dev.chancery.query.contracts.BiasUsesView.Ended;
import dev.chancery.query.contracts.BiasUsesView.UseView;
import dev.chancery.query.contracts.ControlQuery.FindControls;
import dev.chancery.query.contracts.ControlQuery.FindObligations;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.Figure;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.contracts.IncidentView;
import dev.chancery.query.contracts.IncidentView.ClockView;
import dev.chancery.query.contracts.IncidentView.LinksView;
import dev.chancery.query.contracts.IncidentsView.Summary;
import dev.chancery.query.contracts.ObligationsView;
import dev.chancery.query.contracts.ObligationsView.ObligationView;
import dev.chancery.query.contracts.ObligationsView.SystemObligations;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What controls found of the system {@code hiring} and of the company, and incidents as they were told. */
final class SampleDuties {

    static final Instant AT = Instant.parse("2026-11-20T08:30:00Z");

    static final List<DateReading> UNDISPUTED = List.of(new DateReading(LocalDate.of(2027, 12, 2), "Art. 113"));

    private SampleDuties() {}

    /** Null when there is no such system or control. */
    static ControlsView controls(FindControls query) {
        List<SystemControls> found = Stream.of(
                        new SystemControls(
                                "company",
                                "The company as a whole",
                                List.of(control("ai-literacy", ControlState.STALE, "The last measure is too old.", 7))),
                        new SystemControls(
                                "hiring",
                                "Hiring",
                                List.of(
                                        control("task-outcomes", ControlState.SATISFIED, "All have one.", 11, 12),
                                        control("incident-clocks", ControlState.FAILING, "One was missed.", 21),
                                        control("declared-quality", ControlState.NO_EVIDENCE, "Nothing is declared."))))
                .filter(system -> query.system() == null || system.system().equals(query.system()))
                .map(system -> new SystemControls(
                        system.system(),
                        system.name(),
                        system.controls().stream()
                                .filter(control -> query.control() == null
                                        || control.control().equals(query.control()))
                                .toList()))
                .toList();
        boolean none = found.stream().allMatch(system -> system.controls().isEmpty());
        return none ? null : new ControlsView(query.now(), 40, "obligations-1", found);
    }

    private static ControlView control(String id, ControlState state, String why, long... positions) {
        Marks marks = Marks.NONE;
        for (long position : positions) {
            marks = marks.and(position, AT, Marks.KEPT);
        }
        return new ControlView(
                id,
                "The title of " + id,
                List.of("Art. 26(5)"),
                state,
                why,
                positions.length == 0 ? null : AT,
                List.of(new Figure("events", String.valueOf(positions.length))),
                "one",
                "365 days",
                LocalDate.of(2027, 12, 2),
                marks);
    }

    static ObligationsView obligations(FindObligations query, List<DateReading> readings) {
        LocalDate from = readings.getFirst().from();
        boolean applies = !query.on().isBefore(from);
        return new ObligationsView(
                "obligations-1",
                LocalDate.of(2026, 11, 1),
                query.on(),
                List.of(new SystemObligations(
                        "hiring",
                        "Hiring",
                        RiskClass.HIGH_RISK,
                        false,
                        List.of(new ObligationView(
                                "deployer-monitoring",
                                "Art. 26(5)",
                                "Monitoring",
                                "It monitors.",
                                readings,
                                readings.size() > 1,
                                applies,
                                applies && query.today().isBefore(from),
                                Math.max(0, query.today().until(from, java.time.temporal.ChronoUnit.DAYS)),
                                false,
                                null,
                                List.of("task-outcomes"))))),
                List.of());
    }

    /** An incident as it was told, with a clock that a day is left of, and held evidence. */
    static IncidentView incident(OpenIncident told, Instant now) {
        ReportingClock clock = new ReportingClock(15, now.plus(Duration.ofDays(1)), "Art. 73(2)", true, null);
        return new IncidentView(
                new Summary(
                        told.incident(),
                        told.assessment(),
                        told.assessment().category().article(),
                        told.awareness(),
                        told.memberStates(),
                        told.links().systems(),
                        clock,
                        ReportingState.OPEN,
                        Duration.ofDays(1).toSeconds(),
                        List.of("Report it at once."),
                        AT,
                        17,
                        null),
                told.description(),
                new LinksView(
                        told.links().systems(),
                        told.links().tasks().stream().map(TaskId::value).toList(),
                        told.links().workflows().stream().map(WorkflowId::value).toList(),
                        told.links().models()),
                List.of(new ClockView(
                        clock, ReportingState.OPEN, told.awareness().at(), told.assessment(), null, told.by(), AT, 17)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                told.links().workflows().stream()
                        .map(workflow -> new ContentScope(ContentScope.Kind.WORKFLOW, workflow.value()))
                        .map(scope -> new HoldView(
                                HoldCommand.ofIncident(told.incident(), scope),
                                scope,
                                "Evidence",
                                "chancery",
                                AT,
                                null,
                                null,
                                null))
                        .toList(),
                null,
                now);
    }

    private static final BiasSubject LOANS = new BiasSubject(BiasSubject.Kind.WORKFLOW, "card-support");

    /** One that runs, with a data set that is there and one that is deleted; and one that has ended. */
    static BiasUsesView uses() {
        SpecialCategoryConditions conditions = new SpecialCategoryConditions("a", "b", "c", "d", "e", "f");
        return new BiasUsesView(List.of(
                new UseView(
                        "u-1",
                        "lending",
                        List.of("sex", "health"),
                        conditions,
                        "model risk",
                        AT.plus(Duration.ofDays(90)),
                        "ada",
                        AT,
                        3,
                        null,
                        List.of(
                                dataset("d-1", "October", null),
                                dataset(
                                        "d-0",
                                        "September",
                                        new Deleted(2, ProtectedAttributesDeleted.Cause.PERSON, "done", "ada", AT)))),
                new UseView(
                        "u-0",
                        "lending",
                        List.of("sex"),
                        conditions,
                        "model risk",
                        AT,
                        "ada",
                        AT,
                        2,
                        new Ended("done", "ada"),
                        List.of()),
                new UseView(
                        "u-7",
                        "hiring",
                        List.of("age"),
                        conditions,
                        "model risk",
                        Instant.parse("2100-01-01T00:00:00Z"),
                        "ada",
                        AT,
                        4,
                        null,
                        List.of())));
    }

    private static DatasetView dataset(String id, String name, Deleted deleted) {
        return new DatasetView(
                id,
                "u-1",
                name,
                LOANS,
                2,
                "ab".repeat(32),
                List.of("sex"),
                false,
                false,
                0,
                AT.plus(Duration.ofDays(30)),
                "ada",
                AT,
                0,
                null,
                deleted);
    }

    static BiasFindingsView findings() {
        return new BiasFindingsView(List.of(new FindingView(
                "finding-1",
                "check-1",
                LOANS,
                BiasMetric.DISPARATE_IMPACT,
                BiasConvention.AIF360,
                "sex",
                "f",
                0.62,
                new BiasBound(BiasMetric.DISPARATE_IMPACT, 0.8, null),
                "model risk",
                AT.plus(Duration.ofDays(14)),
                false,
                AT,
                9,
                null)));
    }

    static BiasBoundsView bounds() {
        return new BiasBoundsView(List.of(new BiasBoundsView.Set(
                LOANS,
                new BiasBounds(List.of(new BiasBound(BiasMetric.DISPARATE_IMPACT, 0.8, null)), "model risk", 14),
                "as agreed",
                "ada",
                AT,
                8)));
    }

    static BiasChecksView checks() {
        return new BiasChecksView(
                List.of(new CheckLine(
                        "check-1", LOANS, "d-1", List.of("sex"), new TreeMap<>(), List.of("finding-1"), "ada", AT, 9)),
                null);
    }

    static BiasCheckView check() {
        return new BiasCheckView(
                "check-1",
                LOANS,
                "d-1",
                "u-1",
                List.of("granted"),
                List.of(BiasMetric.DISPARATE_IMPACT),
                List.of(),
                List.of(),
                List.of(
                        result("f", 120, 0.62, BiasVerdict.BEYOND_BOUND, "finding-1"),
                        result("x", 4, 0.5, BiasVerdict.INSUFFICIENT_DATA, null)),
                null,
                BiasRules.USUAL,
                "ada",
                AT,
                9,
                BiasCheckView.NOTICE);
    }

    private static BiasResult result(
            String group, long n, double value, BiasVerdict verdict, @Nullable String finding) {
        return new BiasResult(
                BiasMetric.DISPARATE_IMPACT,
                BiasConvention.AIF360,
                "sex",
                group,
                "m",
                n,
                140,
                value,
                new BiasResult.Interval(value - 0.1, value + 0.1, "a method"),
                new BiasResult.Test("another", 0.01, 0.02),
                true,
                List.of(),
                new BiasBound(BiasMetric.DISPARATE_IMPACT, 0.8, null),
                verdict,
                finding);
    }
}
