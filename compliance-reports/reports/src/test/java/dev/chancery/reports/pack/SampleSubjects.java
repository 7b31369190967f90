package dev.chancery.reports.pack;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReported;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.SystemEvent.ImpactAssessed;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Figures;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.verifier.check.PolicyVendors;
import dev.chancery.verifier.pack.Scope;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What documents of packs are written from, made of real events. */
public final class SampleSubjects {

    private static final BiasSubject SCREENING = new BiasSubject(BiasSubject.Kind.SYSTEM, "cv-screening");
    private static final Instant AT = MemoryLog.START;

    private SampleSubjects() {}

    /** A company with some traffic, reviews, three systems, incidents and a check for bias. */
    public static PackSubject company() {
        MemoryLog log = SampleLog.of(90);
        review(log);
        register(log);
        incidents(log);
        bias(log);
        for (String version : List.of("small-2026-10", "small-2026-11")) {
            log.append("model/cloud/small", new ModelVersionSeen("cloud/small", version, new TaskId("t-0")));
        }
        ContentScope person = new ContentScope(ContentScope.Kind.SUBJECT, "p-17");
        log.append(
                "erasure/e-1",
                new ErasureRequested("e-1", person, "Art. 17 request", "ada"),
                new ErasureCompleted(new Erased(3, "ab".repeat(32), List.of("k-1")), log.checkpoint()));
        log.append(
                "workflow/letters",
                new GateTransitioned(
                        new WorkflowId("letters"),
                        Gate.HUMAN_IN_THE_LOOP,
                        Gate.AUTONOMOUS,
                        "ada",
                        "approved often enough",
                        new GateEvidence(60, 59, 0.91),
                        null,
                        SampleLog.POLICY.version(),
                        null));
        log.rotate();
        log.witnessed("witness.example/w1");
        return subject(log, null, whole(log));
    }

    /** The same traffic of one workflow, without figures. */
    public static PackSubject ofWorkflow() {
        MemoryLog log = SampleLog.of(60);
        return subject(log, new Scope(null, "letters", null));
    }

    /** A log of two events of which nothing else is known. */
    public static PackSubject empty() {
        MemoryLog log = new MemoryLog();
        log.append("model/cloud/small", new ModelVersionSeen("cloud/small", "1", new TaskId("t-0")));
        return subject(log, null, whole(log));
    }

    /** Two quarters, of which one has nothing. */
    public static PackSubject trend() {
        MemoryLog log = SampleLog.of(30);
        return subject(
                log,
                null,
                new FigureQuery(
                        Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"), log.size()),
                new FigureQuery(
                        Instant.parse("2026-07-01T00:00:00Z"), Instant.parse("2026-10-01T00:00:00Z"), log.size()));
    }

    /** Many systems and incidents, named by whoever wishes to be printed otherwise than he is. */
    public static PackSubject hostile(String text) {
        MemoryLog log = SampleLog.of(10);
        for (int i = 0; i < 70; i++) {
            String id = "s-" + i;
            log.append("system/" + id, new SystemRegistered(id, described(text + i, text), SystemStatus.PLANNED, text));
            log.append("system/" + id, classified(id, RiskClass.HIGH_RISK, text));
            log.append("incident/i-" + i, incident("i-" + i, text, AT.plusSeconds(i)));
            log.append("model/m-" + i, new ModelVersionSeen(text, text + i, new TaskId("t-0")));
        }
        return subject(log, null, whole(log));
    }

    private static FigureQuery whole(MemoryLog log) {
        return new FigureQuery(AT, log.events.getLast().at().plusNanos(1000), log.size());
    }

    private static PackSubject subject(MemoryLog log, @Nullable Scope scope, FigureQuery... queries) {
        Dossier dossier = new Dossier();
        List<Figures> counting = Arrays.stream(queries)
                .map(query -> new Figures(query, new PolicyVendors()))
                .toList();
        long disclosed = 0;
        for (StoredEvent stored : log.events) {
            counting.forEach(figures -> figures.take(log.decode(stored)));
            if (scope == null || stored.stream().equals(scope.stream())) {
                dossier.take(log.decode(stored));
                disclosed++;
            }
        }
        List<FigureSheet> sheets = counting.stream().map(Figures::sheet).toList();
        return new PackSubject(
                new PackRange(0, log.size(), scope),
                Checkpoint.parse(log.checkpoint()),
                new Vouching(log.verifierKey(), log.rotations().size(), log.witnesses(), false, 0),
                disclosed,
                log.size() - disclosed,
                dossier,
                sheets,
                log.events.getFirst().at(),
                log.events.getLast().at(),
                log.events.getLast().at(),
                List.of(new PackFile("documents/register.json", "application/json", "the register", new byte[0])));
    }

    private static void review(MemoryLog log) {
        int count = 0;
        for (StoredEvent stored : List.copyOf(log.events)) {
            if (log.decode(stored).event() instanceof OutputHeld) {
                String stream = stored.stream();
                log.append(stream, new ReviewTimed("ada", null, count % 5 == 0 ? 2_000L : 40_000L + count));
                switch (count++ % 6) {
                    case 0 ->
                        log.append(
                                stream,
                                new OutputEdited(
                                        "ada",
                                        "the tone",
                                        log.keep(SampleLog.content("e-" + count))
                                                .ref()));
                    case 1 -> log.append(stream, new OutputRejected("bob", "wrong"));
                    default -> log.append(stream, new OutputApproved("ada", "right"));
                }
            } else if (stored.name().equals("task.inference-completed") && stored.position() % 2 == 0) {
                log.append(
                        stored.stream(),
                        new JudgeVerdictRecorded(
                                "answers", 1, "deterministic/1", List.of(), stored.position() % 10 != 0, null));
            }
        }
    }

    private static void register(MemoryLog log) {
        log.append(
                "system/cv-screening",
                new SystemRegistered(
                        "cv-screening", described("CV screening", "Human Resources"), SystemStatus.IN_SERVICE, "ada"));
        log.append(
                "system/cv-screening",
                classified("cv-screening", RiskClass.HIGH_RISK, "Its use is of the area: Employment."),
                new ImpactAssessed(
                        "cv-screening",
                        1,
                        new ImpactItems("sorting", "daily", "applicants", "bias", "hr decides", "complaints"),
                        null,
                        "ada"));
        log.append(
                "system/support-desk",
                new SystemRegistered(
                        "support-desk", described("Support desk", "Customer Service"), SystemStatus.IN_SERVICE, "ada"),
                classified("support-desk", RiskClass.LIMITED, "It talks to natural persons."),
                new SystemDescribed(
                        "support-desk",
                        new SystemDescription(
                                "Support desk",
                                "Answers customers",
                                List.of(AiRole.PROVIDER),
                                "Customer Service",
                                "Acme",
                                List.of("DE"),
                                List.of()),
                        "we provide it now",
                        "ada"));
        log.append(
                "system/credit",
                new SystemRegistered("credit", described("Credit scoring", "Risk"), SystemStatus.IN_TESTING, "ada"),
                classified("credit", RiskClass.HIGH_RISK, "Its use is of the area: creditworthiness."));
        log.append(
                "system/new",
                new SystemRegistered("new", described("Meeting notes", "Office"), SystemStatus.PLANNED, "ada"));
    }

    private static SystemDescription described(String name, String owner) {
        return new SystemDescription(
                name, "It helps", List.of(AiRole.DEPLOYER), owner, "Acme", List.of("DE"), List.of());
    }

    private static SystemClassified classified(String system, RiskClass risk, String because) {
        DateReading reading = new DateReading(LocalDate.of(2026, 8, 2), "Art. 113");
        List<LegalDuty> duties = risk == RiskClass.HIGH_RISK
                ? List.of(new LegalDuty("Art. 27(1)", "Impact", List.of(reading), false, true, null))
                : List.of();
        return new SystemClassified(
                system,
                new SystemFacts(List.of(AiRole.DEPLOYER), List.of(), null, null),
                "rules-1",
                "00",
                LocalDate.of(2026, 11, 5),
                new RiskVerdict(
                        risk,
                        risk,
                        List.of(),
                        List.of(new LegalReason(
                                "rule",
                                risk == RiskClass.HIGH_RISK ? "Art. 6(2), Annex III, point 4(a)" : "Art. 50(1)",
                                because,
                                "the words of the law",
                                List.of(reading),
                                false,
                                true)),
                        List.of(),
                        duties),
                "ada");
    }

    private static void incidents(MemoryLog log) {
        log.append(
                "incident/i-1",
                incident("i-1", "A wrong dose was advised to a patient.", AT.plusSeconds(900_000)),
                new IncidentReported(
                        "i-1",
                        new Authority(Authority.Kind.MARKET_SURVEILLANCE, "BNetzA"),
                        true,
                        "BNetzA-17",
                        AT.plusSeconds(60),
                        "ada"),
                new IncidentClosed("i-1", "a limit was missing", "ada"));
        log.append("incident/i-2", incident("i-2", "Applicants were sorted out by age.", AT.plusSeconds(30)));
        log.append("incident/i-3", incident("i-3", "The desk told one customer of another.", AT.plusSeconds(900_000)));
    }

    private static IncidentOpened incident(String id, String what, Instant due) {
        return new IncidentOpened(
                id,
                new Awareness(AT, "+01:00", Awareness.Party.DEPLOYER),
                new IncidentAssessment(IncidentCategory.FUNDAMENTAL_RIGHTS, false, CausalStatus.SUSPECTED, false),
                new ReportingClock(15, due, "Art. 73(2)", false, null),
                List.of("DE"),
                what,
                new IncidentLinks(List.of(), List.of(), List.of(), List.of()),
                "ada");
    }

    private static void bias(MemoryLog log) {
        BiasFacts facts = new BiasFacts(
                SCREENING,
                "d-1",
                "u-1",
                List.of("invited"),
                List.of(),
                List.of(),
                null,
                BiasRules.USUAL,
                List.of(),
                AT);
        BiasBound bound = new BiasBound(BiasMetric.DISPARATE_IMPACT, 0.8, null);
        log.append(
                "bias/system/cv-screening",
                new BiasChecked(
                        "c-1",
                        facts,
                        List.of(),
                        List.of(
                                result(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, "female", -0.04, 0.05, null),
                                result(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, "diverse", -0.11, 0.09, null),
                                result(BiasMetric.DISPARATE_IMPACT, "female", 0.94, 0.07, bound),
                                result(BiasMetric.DISPARATE_IMPACT, "diverse", 0.71, 0.06, bound)),
                        "ada"),
                new BiasFindingOpened(
                        "f-1",
                        "c-1",
                        SCREENING,
                        BiasMetric.DISPARATE_IMPACT,
                        "sex",
                        "diverse",
                        0.71,
                        bound,
                        "model risk",
                        AT.plusSeconds(60)));
    }

    private static BiasResult result(
            BiasMetric metric, String group, double value, double around, @Nullable BiasBound bound) {
        return new BiasResult(
                metric,
                metric.convention(),
                "sex",
                group,
                "male",
                310,
                690,
                value,
                new BiasResult.Interval(value - around, value + around, "Newcombe"),
                null,
                null,
                List.of(),
                bound,
                bound == null
                        ? BiasVerdict.NO_BOUND
                        : bound.holds(value) ? BiasVerdict.WITHIN_BOUND : BiasVerdict.BEYOND_BOUND,
                null);
    }
}
