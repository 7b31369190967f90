package dev.chancery.decisions.obligation;

import static dev.chancery.decisions.obligation.Evidence.NOW;
import static dev.chancery.decisions.obligation.Evidence.TODAY;
import static dev.chancery.decisions.obligation.Evidence.day;
import static dev.chancery.decisions.obligation.Evidence.marks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.CompanyEvidence;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.SystemEvidence;
import dev.chancery.contracts.fact.SystemEvidence.Clocked;
import dev.chancery.contracts.fact.SystemEvidence.Performed;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.decisions.obligation.Obligations.Applied;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ControlsTest {

    private static final Obligations LAW = Obligations.current();
    private static final Controls CONTROLS = new Controls(ControlThresholds.DEFAULT, NOW);

    private static Control.Found of(Control control, Consumer<Evidence> record) {
        Evidence evidence = new Evidence();
        record.accept(evidence);
        SystemEvidence system = evidence.build();
        List<Applied> asked = LAW.of(system, TODAY).stream()
                .filter(applied -> applied.obligation().controls().contains(control.id()))
                .toList();
        return CONTROLS.evaluate(control, system, asked);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                row(Control.RISK_REGISTER, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.RISK_REGISTER, ControlState.SATISFIED, e -> e.hazards.add(hazard("board", null))),
                row(Control.RISK_REGISTER, ControlState.FAILING, e -> e.hazards.add(hazard(null, null))),
                row(Control.RISK_REGISTER, ControlState.STALE, e -> e.hazards.add(hazard("board", TODAY.minusDays(1)))),
                row(Control.RISK_REGISTER, ControlState.SATISFIED, e -> e.hazards.add(hazard("board", TODAY))),
                row(Control.RISK_REGISTER, ControlState.NOT_APPLICABLE, e -> e.risk = RiskClass.MINIMAL),
                row(Control.BIAS_CHECK, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.BIAS_CHECK, ControlState.SATISFIED, e -> e.checks = marks(1, 90)),
                row(Control.BIAS_CHECK, ControlState.STALE, e -> e.checks = marks(1, 91)),
                row(Control.BIAS_CHECK, ControlState.FAILING, e -> {
                    e.checks = marks(1, 1);
                    e.findings.add(new SystemEvidence.OpenFinding("f", "team", NOW.minusSeconds(1), 7));
                }),
                row(Control.BIAS_CHECK, ControlState.NOT_APPLICABLE, e -> e.risk = RiskClass.LIMITED),
                row(Control.TASK_OUTCOMES, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.TASK_OUTCOMES, ControlState.STALE, e -> e.first = NOW.minusSeconds(86_400L * 99)),
                row(Control.TASK_OUTCOMES, ControlState.SATISFIED, e -> {
                    e.first = NOW.minusSeconds(86_400);
                    e.days.add(day(1, 200, 2, 0, 0, 0, 0, 0, 0));
                }),
                row(Control.TASK_OUTCOMES, ControlState.FAILING, e -> {
                    e.first = NOW.minusSeconds(86_400);
                    e.days.add(day(1, 200, 3, 0, 0, 0, 0, 0, 0));
                }),
                row(Control.TASK_OUTCOMES, ControlState.FAILING, e -> {
                    e.first = NOW.minusSeconds(86_400);
                    e.days.add(day(1, 200, 0, 0, 0, 0, 0, 0, 0));
                    e.unfinished = marks(1, 1);
                }),
                row(Control.INSTRUCTIONS, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.INSTRUCTIONS, ControlState.SATISFIED, e -> e.instructed = instructed("manual 3")),
                row(Control.INSTRUCTIONS, ControlState.FAILING, e -> e.instructed = instructed(null)),
                row(Control.OVERSIGHT_ASSIGNED, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.OVERSIGHT_ASSIGNED, ControlState.SATISFIED, e -> e.overseers.add(overseer(null, "yes"))),
                row(Control.OVERSIGHT_ASSIGNED, ControlState.FAILING, e -> e.overseers.add(overseer(null, " "))),
                row(
                        Control.OVERSIGHT_ASSIGNED,
                        ControlState.STALE,
                        e -> e.overseers.add(overseer(TODAY.minusDays(1), "yes"))),
                row(Control.OVERSIGHT_ASSIGNED, ControlState.FAILING, e -> {
                    e.points = List.of(new UsePoint("1(a)", null));
                    e.overseers.add(overseer(null, "yes"));
                }),
                row(Control.OUTPUTS_REVIEWED, ControlState.NO_EVIDENCE, e -> {}),
                row(
                        Control.OUTPUTS_REVIEWED,
                        ControlState.SATISFIED,
                        e -> e.days.add(day(1, 40, 0, 40, 4, 0, 19, 0, 0))),
                row(Control.OUTPUTS_REVIEWED, ControlState.FAILING, e -> e.days.add(day(1, 40, 0, 40, 0, 0, 20, 0, 0))),
                row(Control.OUTPUTS_REVIEWED, ControlState.FAILING, e -> e.days.add(day(1, 40, 0, 40, 4, 1, 0, 0, 0))),
                row(Control.OUTPUTS_REVIEWED, ControlState.FAILING, e -> e.waiting = marks(1, 2)),
                row(
                        Control.OUTPUTS_REVIEWED,
                        ControlState.NO_EVIDENCE,
                        e -> e.days.add(day(31, 9, 0, 9, 0, 0, 0, 0, 0))),
                row(Control.DECLARED_QUALITY, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.DECLARED_QUALITY, ControlState.NO_EVIDENCE, e -> quality(e, 29, 29)),
                row(Control.DECLARED_QUALITY, ControlState.SATISFIED, e -> quality(e, 30, 27)),
                row(Control.DECLARED_QUALITY, ControlState.FAILING, e -> quality(e, 30, 26)),
                row(Control.LOG_RETENTION, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.LOG_RETENTION, ControlState.SATISFIED, e -> e.first = NOW.minusSeconds(86_400)),
                row(Control.LOG_RETENTION, ControlState.FAILING, e -> {
                    e.first = NOW.minusSeconds(86_400);
                    e.retention = 182;
                }),
                row(Control.MONITORING, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.MONITORING, ControlState.SATISFIED, e -> e.days.add(day(30, 1, 0, 1, 0, 0, 0, 0, 0))),
                row(Control.MONITORING, ControlState.STALE, e -> e.days.add(day(31, 1, 0, 1, 0, 0, 0, 0, 0))),
                row(Control.MONITORING, ControlState.SATISFIED, e -> {
                    e.watched = List.of(Evidence.WORK);
                    e.days.add(day(1, 5, 0, 0, 0, 0, 0, 0, 0));
                }),
                row(Control.WORKERS_TOLD, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.WORKERS_TOLD, ControlState.SATISFIED, e -> e.duties.add(done(RecordedDuty.WORKERS_TOLD))),
                row(
                        Control.WORKERS_TOLD,
                        ControlState.NOT_APPLICABLE,
                        e -> e.points = List.of(new UsePoint("5(b)", null))),
                row(Control.IMPACT_ASSESSMENT, ControlState.NOT_APPLICABLE, e -> {}),
                row(
                        Control.IMPACT_ASSESSMENT,
                        ControlState.NO_EVIDENCE,
                        e -> e.points = List.of(new UsePoint("5(b)", null))),
                row(Control.IMPACT_ASSESSMENT, ControlState.FAILING, e -> impact(e, "measures", null)),
                row(Control.IMPACT_ASSESSMENT, ControlState.FAILING, e -> impact(e, " ", TODAY)),
                row(Control.IMPACT_ASSESSMENT, ControlState.SATISFIED, e -> impact(e, "measures", TODAY)),
                row(Control.REGISTRATION, ControlState.FAILING, e -> {}),
                row(
                        Control.REGISTRATION,
                        ControlState.SATISFIED,
                        e -> e.entries.add(new SystemEvidence.Entry(AnnexEight.A, "EU-1", TODAY, 9))),
                row(Control.REGISTRATION, ControlState.FAILING, e -> e.risk = RiskClass.EXEMPT_CLAIMED),
                row(Control.TRANSPARENCY, ControlState.NOT_APPLICABLE, e -> {}),
                row(
                        Control.TRANSPARENCY,
                        ControlState.NO_EVIDENCE,
                        e -> e.transparency = List.of(new UsePoint("50(1)", null))),
                row(Control.TRANSPARENCY, ControlState.SATISFIED, e -> {
                    e.transparency = List.of(new UsePoint("50(1)", null));
                    e.duties.add(done(RecordedDuty.INTERACTION_NOTICE));
                }),
                row(Control.TRANSPARENCY, ControlState.FAILING, e -> {
                    e.transparency = List.of(new UsePoint("50(1)", null), new UsePoint("50(2)", null));
                    e.duties.add(done(RecordedDuty.INTERACTION_NOTICE));
                }),
                row(Control.POST_MARKET, ControlState.NO_EVIDENCE, e -> {}),
                row(Control.POST_MARKET, ControlState.FAILING, e -> e.days.add(day(1, 1, 0, 0, 0, 0, 0, 1, 1))),
                row(Control.POST_MARKET, ControlState.STALE, e -> e.days.add(day(31, 1, 0, 0, 0, 0, 0, 1, 1))),
                row(Control.POST_MARKET, ControlState.SATISFIED, e -> {
                    e.days.add(day(1, 1, 0, 0, 0, 0, 0, 1, 1));
                    e.duties.add(done(RecordedDuty.MONITORING_PLAN));
                }),
                row(Control.INCIDENT_CLOCKS, ControlState.SATISFIED, e -> {}),
                row(
                        Control.INCIDENT_CLOCKS,
                        ControlState.SATISFIED,
                        e -> e.incidents.add(new Clocked("i", ReportingState.MET, NOW, true, List.of(1L, 2L)))),
                row(
                        Control.INCIDENT_CLOCKS,
                        ControlState.FAILING,
                        e -> e.incidents.add(new Clocked("i", ReportingState.MISSED, NOW, true, List.of(1L)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheRecordShows(Control control, ControlState state, Consumer<Evidence> record) {
        // when
        Control.Found found = of(control, record);

        // then
        assertThat(found.state()).as(found.why()).isEqualTo(state);
        assertThat(found.why()).isNotBlank();
    }

    @Test
    void provesAFailureByTheEventsThatMakeIt() {
        // when
        Control.Found found = of(Control.TASK_OUTCOMES, e -> {
            e.first = NOW.minusSeconds(86_400);
            e.unfinished = Marks.of(77, NOW.minusSeconds(9_000));
        });

        // then
        assertThat(found.evidence().positions()).containsExactly(77L);
        assertThat(found.evidence().count()).isEqualTo(1);
    }

    @Test
    void looksAtWhatNobodyHasClassifiedAsIfItWereHighRisk() {
        assertThat(of(Control.RISK_REGISTER, e -> e.risk = RiskClass.UNCLASSIFIED)
                        .why())
                .contains("as if it were high-risk");
    }

    @Test
    void asksForTwoWhoDidNotMakeAChange() {
        assertThat(changes(2, 0).state()).isEqualTo(ControlState.SATISFIED);
        assertThat(changes(1, 0).state()).isEqualTo(ControlState.FAILING);
        assertThat(changes(2, 1).state()).isEqualTo(ControlState.FAILING);
        assertThat(CONTROLS.evaluate(Control.POLICY_CHANGES, company(Marks.NONE, List.of(), Marks.NONE, List.of()))
                        .state())
                .isEqualTo(ControlState.NO_EVIDENCE);
    }

    @Test
    void letsMeasuresForLiteracyGrowOld() {
        assertThat(literacy(TODAY.minusDays(365))).isEqualTo(ControlState.SATISFIED);
        assertThat(literacy(TODAY.minusDays(366))).isEqualTo(ControlState.STALE);
    }

    private static ControlState literacy(LocalDate on) {
        return CONTROLS.evaluate(
                        Control.AI_LITERACY,
                        company(
                                Marks.NONE,
                                List.of(),
                                Marks.NONE,
                                List.of(new Performed(RecordedDuty.AI_LITERACY, "course", on, NOW, 3))))
                .state();
    }

    private static Control.Found changes(int approvers, int unreviewed) {
        return CONTROLS.evaluate(
                Control.POLICY_CHANGES,
                company(
                        marks(2, 1),
                        List.of(new CompanyEvidence.ReviewedDraft("d", approvers, NOW, List.of(1L, 2L))),
                        marks(unreviewed, 1),
                        List.of()));
    }

    private static CompanyEvidence company(
            Marks activations, List<CompanyEvidence.ReviewedDraft> drafts, Marks unreviewed, List<Performed> duties) {
        return new CompanyEvidence(NOW, activations, drafts, unreviewed, duties, List.of());
    }

    private static Arguments row(Control control, ControlState state, Consumer<Evidence> record) {
        return Arguments.of(control, state, record);
    }

    private static SystemEvidence.Hazard hazard(@Nullable String acceptableBy, @Nullable LocalDate due) {
        return new SystemEvidence.Hazard(
                new RiskEntry(
                        "h",
                        "d",
                        "work",
                        RiskEntry.Source.INTENDED_USE,
                        RiskEntry.Grade.LOW,
                        RiskEntry.Grade.HIGH,
                        "m",
                        RiskEntry.MeasureKind.CONTROL,
                        RiskEntry.Grade.LOW,
                        acceptableBy,
                        null,
                        null,
                        due),
                NOW,
                5);
    }

    private static SystemEvidence.Instructed instructed(@Nullable String reference) {
        return new SystemEvidence.Instructed(new Instructions(List.of(), reference, null, TODAY), NOW, 6);
    }

    private static SystemEvidence.Overseer overseer(@Nullable LocalDate until, String training) {
        return new SystemEvidence.Overseer(
                new OversightAssignment("a", "lead", "years", training, "stop", TODAY.minusDays(9), until, null),
                null,
                8);
    }

    private static Performed done(RecordedDuty duty) {
        return new Performed(duty, "minutes", TODAY, NOW, 4);
    }

    private static void quality(Evidence e, int verdicts, int passed) {
        e.quality = new SystemEvidence.Declared(QualityMetric.VERDICTS_PASSED, 0.9, NOW, 2);
        e.days.add(day(1, verdicts, 0, 0, 0, 0, 0, verdicts, passed));
    }

    private static void impact(Evidence e, String measures, @Nullable LocalDate notified) {
        e.points = List.of(new UsePoint("5(b)", null));
        e.impact = new SystemEvidence.Impact(
                new ImpactItems("p", "f", "c", "r", "o", measures), NOW, 3, notified, notified == null ? null : 4L);
    }
}
