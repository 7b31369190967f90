package dev.chancery.decisions.obligation;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemEvidence;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.contracts.fact.WorkDay;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A system of Annex III 4(a) that the company provides and uses, of which the record holds what a test says. */
final class Evidence {

    static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    static final LocalDate TODAY = LocalDate.of(2026, 11, 29);
    static final WorkflowId WORK = new WorkflowId("work");

    RiskClass risk = RiskClass.HIGH_RISK;
    List<AiRole> roles = List.of(AiRole.PROVIDER, AiRole.DEPLOYER);
    List<UsePoint> points = List.of(new UsePoint("4(a)", null));
    List<UsePoint> transparency = List.of();
    DeployerKind deployer = DeployerKind.PRIVATE;

    @Nullable
    LocalDate placed;

    List<SystemEvidence.Hazard> hazards = new ArrayList<>();
    List<SystemEvidence.Overseer> overseers = new ArrayList<>();
    SystemEvidence.@Nullable Instructed instructed;
    SystemEvidence.@Nullable Impact impact;
    List<SystemEvidence.Entry> entries = new ArrayList<>();
    List<SystemEvidence.Performed> duties = new ArrayList<>();
    SystemEvidence.@Nullable Declared quality;
    List<WorkDay> days = new ArrayList<>();

    @Nullable
    Instant first;

    Marks unfinished = Marks.NONE;
    Marks waiting = Marks.NONE;
    List<WorkflowId> watched = List.of();

    @Nullable
    Integer retention;

    Marks checks = Marks.NONE;
    List<SystemEvidence.OpenFinding> findings = new ArrayList<>();
    List<SystemEvidence.Clocked> incidents = new ArrayList<>();

    SystemEvidence build() {
        boolean unknown = risk == RiskClass.UNCLASSIFIED;
        return new SystemEvidence(
                "cv",
                "Screening",
                SystemStatus.IN_SERVICE,
                new SystemFacts(
                        roles,
                        List.of(),
                        unknown ? null : new UseFacts(points, false, null, transparency, deployer, false, placed, null),
                        null),
                risk,
                risk == RiskClass.HIGH_RISK ? List.of(RiskVerdict.Basis.ANNEX_III) : List.of(),
                null,
                false,
                NOW.minusSeconds(86_400),
                hazards,
                overseers,
                instructed,
                impact,
                entries,
                null,
                duties,
                quality,
                new SystemEvidence.Work(
                        List.of(WORK),
                        days,
                        first,
                        first == null ? null : 1L,
                        unfinished,
                        waiting,
                        waiting.latest(),
                        watched,
                        retention),
                new SystemEvidence.Bias(checks, findings),
                incidents);
    }

    /** So many of a kind, so many days ago. */
    static Marks marks(int count, int daysAgo) {
        Marks marks = Marks.NONE;
        for (int i = 0; i < count; i++) {
            marks = marks.and(Marks.of(100 + i, NOW.minusSeconds(86_400L * daysAgo)));
        }
        return marks;
    }

    static WorkDay day(
            int daysAgo,
            int opened,
            int abandoned,
            int decided,
            int overridden,
            int late,
            int quick,
            int verdicts,
            int passed) {
        return new WorkDay(
                WORK,
                LocalDate.ofInstant(NOW, ZoneOffset.UTC).minusDays(daysAgo),
                marks(opened, daysAgo),
                marks(abandoned, daysAgo),
                marks(decided, daysAgo),
                marks(decided, daysAgo),
                overridden,
                List.of(decided - late, 0, 0, 0, 0, 0, 0, late),
                0,
                List.of(quick, decided - quick, 0, 0, 0),
                marks(verdicts, daysAgo),
                passed,
                Marks.NONE);
    }
}
