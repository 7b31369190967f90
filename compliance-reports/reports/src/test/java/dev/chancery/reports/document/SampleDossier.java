package dev.chancery.reports.document;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.CalibrationEvent.CaseSeeded;
import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.LineageEvent.ModificationAssessed;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolPinEvent.ToolPinned;
import dev.chancery.contracts.event.UsageEvent.UsageImported;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasCell;
import dev.chancery.contracts.fact.BiasConvention;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasNoiseCount;
import dev.chancery.contracts.fact.BiasPairCount;
import dev.chancery.contracts.fact.BiasPairFacts;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasPrompt;
import dev.chancery.contracts.fact.BiasRate;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.risk.AnnexFour;
import dev.chancery.decisions.risk.RiskDecision;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Figures;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.pack.PackRange;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.reports.pack.Vouching;
import dev.chancery.verifier.check.PolicyVendors;
import dev.chancery.verifier.pack.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A log in which everything that a document tells of is there once, with texts that want to be something else. */
final class SampleDossier {

    static final Instant START = Instant.parse("2026-11-05T10:00:00Z");
    static final String HOSTILE = "\u202Eevil\u0000 <script>alert(1)</script> =cmd|' /C calc'!A0 *bold* [x](y)\n\tend";
    static final String POLICY = PolicyDocument.canonical(JsonMapper.shared().readTree(resource()));
    static final PolicyVersion VERSION = PolicyDocument.parse(POLICY).version();

    private static final LocalDate DAY = LocalDate.of(2026, 11, 5);
    private static final WorkflowId LETTERS = new WorkflowId("letters");
    private static final BiasSubject SUBJECT = new BiasSubject(BiasSubject.Kind.WORKFLOW, "letters");
    private static final BiasBounds BOUNDS = new BiasBounds(
            List.of(new BiasBound(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, -0.05, 0.05)), "model risk", 30);
    private static final BiasBounds PAIR_BOUNDS =
            new BiasBounds(List.of(new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.05, 0.05)), "model risk", 30);
    private static final UseFacts USE = new UseFacts(
            List.of(new UsePoint("4(a)", null)),
            true,
            new AnnexOneUse(null, false),
            List.of(),
            DeployerKind.PUBLIC_AUTHORITY,
            false,
            DAY,
            null);

    private final List<Recorded> log = new ArrayList<>();
    private final Dossier dossier = new Dossier();

    private SampleDossier() {}

    /** Nothing but what begins every log. */
    static SampleDossier empty() {
        return new SampleDossier();
    }

    /** A system that nobody said anything about. */
    static SampleDossier bare() {
        SampleDossier bare = new SampleDossier();
        bare.add(
                "system/../evil id",
                new SystemEvent.SystemRegistered(
                        "../evil id", described(HOSTILE, List.of()), SystemStatus.PLANNED, "ada"));
        return bare;
    }

    static SampleDossier full() {
        SampleDossier full = new SampleDossier();
        full.rules();
        full.systems();
        full.tasks();
        full.bias();
        full.incidents();
        full.oversight();
        return full;
    }

    /** Tasks and gates alone, as a scope may have them. */
    static SampleDossier withoutPolicy() {
        SampleDossier sample = new SampleDossier();
        sample.add("workflow/letters", new WorkflowRegistered(LETTERS, "Writes letters", Gate.HUMAN_IN_THE_LOOP));
        sample.tasks();
        sample.oversight();
        return sample;
    }

    private static SystemDescription described(String name, List<SystemPart> parts) {
        return new SystemDescription(
                name,
                "Sorts applications",
                List.of(AiRole.PROVIDER, AiRole.DEPLOYER),
                "hr",
                "Acme",
                List.of("DE"),
                parts);
    }

    private void rules() {
        add("policy", new PolicyActivated(VERSION, POLICY));
        add(
                "rules",
                new RuleSetAdopted(
                        "eu-2026-1744", RuleSets.of("eu-2026-1744").digest(), null, "it is in force", "ada"));
        add("workflow/letters", new WorkflowRegistered(LETTERS, "Writes letters", Gate.HUMAN_IN_THE_LOOP));
        add(
                "duty/company",
                new DutyEvent.DutyPerformed(
                        DutyEvent.COMPANY, RecordedDuty.AI_LITERACY, "a course", "minutes 7", DAY, "ada"));
    }

    private void systems() {
        SystemDescription is = described(
                "Hiring " + HOSTILE + "𝄞".repeat(90),
                List.of(
                        new SystemPart(SystemPart.Kind.WORKFLOW, "letters"),
                        new SystemPart(SystemPart.Kind.MODEL, "cloud/small")));
        SystemFacts facts = new SystemFacts(is.roles(), List.of(), USE, null);
        add(
                "system/hiring",
                new SystemEvent.SystemRegistered("hiring", is, SystemStatus.PLANNED, "ada"),
                new SystemEvent.UseAssessed("hiring", 1, USE, "ada"),
                new SystemEvent.SystemClassified(
                        "hiring",
                        facts,
                        "eu-2026-1744",
                        RuleSets.of("eu-2026-1744").digest(),
                        DAY,
                        RiskDecision.classify(facts, RuleSets.of("eu-2026-1744").rules(), DAY),
                        "ada"),
                new SystemEvent.ImpactAssessed(
                        "hiring",
                        1,
                        new ImpactItems("sorting", "a year, daily", "applicants", "bias", "hr decides", "complaints"),
                        "dpia-7",
                        "ada"),
                new SystemEvent.ImpactNotified("hiring", 1, "BNetzA", DAY, "ada"),
                new SystemEvent.RiskRecorded(
                        "hiring",
                        1,
                        new RiskEntry(
                                "h-1",
                                "prefers men",
                                "equal treatment",
                                RiskEntry.Source.INTENDED_USE,
                                RiskEntry.Grade.MEDIUM,
                                RiskEntry.Grade.HIGH,
                                "hide names",
                                RiskEntry.MeasureKind.DESIGN,
                                RiskEntry.Grade.LOW,
                                "board",
                                null,
                                new RiskEntry.Test("impact ratio", "above 0.8", DAY, DAY, "0.93", true),
                                DAY.plusYears(1)),
                        "ada"),
                new SystemEvent.OverseerAssigned(
                        "hiring",
                        new OversightAssignment("a-1", "hr-lead", "ten years", "2026", "may stop it", DAY, null, null),
                        "ada"),
                new SystemEvent.InstructionsRecorded(
                        "hiring",
                        1,
                        new Instructions(
                                List.of(new NumberedText("b.i", "sorts"), new NumberedText("c", "prompts only")),
                                "handbook 3",
                                "ab".repeat(32),
                                DAY),
                        "ada"),
                new SystemEvent.DocumentationRecorded(
                        "hiring",
                        AnnexFour.ALL.stream()
                                .map(point -> new NumberedText(point.point(), "said of " + point.point()))
                                .toList(),
                        "bob"),
                new SystemEvent.RegistrationRecorded(
                        "hiring", AnnexEight.A, List.of(new NumberedText("6", "applications in, a rank out")), "ada"),
                new SystemEvent.DatabaseEntered("hiring", AnnexEight.A, "EU-1", DAY, "ada"));
        add(
                "duty/hiring",
                new DutyEvent.DutyPerformed("hiring", RecordedDuty.MONITORING_PLAN, "a plan", "plan 2", DAY, "ada"),
                new DutyEvent.QualityDeclared("hiring", QualityMetric.VERDICTS_PASSED, 0.9, "handbook 3", "ada"));
    }

    /** One is approved, one rejected though it was right, one is under way. */
    private void tasks() {
        add("model/cloud/small", new ModelVersionSeen("cloud/small", "small-2026-10", new TaskId("t-1")));
        add("calibration/t-2", new CaseSeeded(new TaskId("t-2"), Finding.RIGHT, "known", "bob"));
        task("t-1", new ReviewTimed("ada", null, 3_000L), new OutputApproved("ada", "fine"));
        task("t-2", new ReviewTimed("ada", null, 60_000L), new OutputRejected("ada", "no"));
        task("t-3");
        add(
                "usage/anthropic",
                new UsageImported(
                        UsageExport.ANTHROPIC_USAGE_JSON,
                        "ef".repeat(32),
                        DAY,
                        DAY,
                        List.of(new InvoicedUsage(DAY, "small-2026-10", null, 500L, 0L, 90L, null)),
                        List.of(),
                        "ada"));
    }

    private void task(String id, Event... decided) {
        ContentRef content = new ContentRef(new ContentId("c"), "cd".repeat(32), 42);
        add(
                "task/" + id,
                new TaskOpened(
                        new TaskId(id),
                        TaskKind.INFERENCE,
                        new AgentId("clerk"),
                        LETTERS,
                        new SessionId("s"),
                        null,
                        content,
                        VERSION,
                        new PromptFacts(new NamedPrompt("letter", "3"), "hmac-sha256:k:" + "56".repeat(32))),
                new AttemptFailed("cloud/small", 1, AttemptFailure.CUT_OFF, "half", 5, usd(1)),
                new InferenceCompleted(
                        "cloud/small", "small-2026-10", new Usage(90, 30, false), usd(60), 700, "stop", content),
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE));
        add("task/" + id, decided);
    }

    private void bias() {
        add("bias/workflow/letters", new BiasEvent.BiasBoundsSet(SUBJECT, BOUNDS, "the board", "ada"));
        add(
                "bias/workflow/letters",
                new BiasEvent.BiasChecked(
                        "c-1",
                        new BiasFacts(
                                SUBJECT,
                                "d-1",
                                "u-1",
                                List.of("granted"),
                                List.of(new BiasGrouping(
                                        "sex",
                                        List.of("male"),
                                        List.of(new BiasCell(
                                                "female", false, new BiasCell.Counts(310, 201, null, null))))),
                                List.of(BiasMetric.STATISTICAL_PARITY_DIFFERENCE),
                                BOUNDS,
                                BiasRules.USUAL,
                                List.of(),
                                START),
                        List.of(new BiasRate(BiasRate.Kind.SELECTION, "sex", "female", 201, 310, 0.648, 0.59, 0.70)),
                        List.of(new BiasResult(
                                BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                                BiasConvention.AIF360,
                                "sex",
                                "female",
                                "male",
                                310,
                                690,
                                -0.0748,
                                new BiasResult.Interval(-0.14, -0.01, "Newcombe"),
                                new BiasResult.Test("two-proportion z", 0.018, 0.018),
                                null,
                                List.of("unknown"),
                                BOUNDS.bounds().getFirst(),
                                BiasVerdict.BEYOND_BOUND,
                                "f-1")),
                        "ada"),
                new BiasEvent.BiasFindingOpened(
                        "f-1",
                        "c-1",
                        SUBJECT,
                        BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                        "sex",
                        "female",
                        -0.0748,
                        BOUNDS.bounds().getFirst(),
                        "model risk",
                        START.plusSeconds(1)));
        add(
                "bias/workflow/letters",
                new BiasEvent.BiasSuiteDefined(
                        new BiasSuite(
                                "letters",
                                SUBJECT,
                                LETTERS,
                                new AgentId("probe"),
                                "auto",
                                null,
                                List.of(new BiasTemplate("{attribute} asks.", List.of())),
                                "age",
                                List.of("35", "61"),
                                10,
                                20,
                                new AnswerRule(
                                        AnswerRule.VERSION,
                                        AnswerRule.Kind.LABEL,
                                        List.of("granted"),
                                        List.of("refused"),
                                        200),
                                PAIR_BOUNDS,
                                BiasPairRules.USUAL,
                                7),
                        1,
                        "ada"),
                new BiasEvent.BiasPairsStarted("r-1", "letters", SUBJECT, 1, 20, START, "chancery"),
                new BiasEvent.BiasPairsChecked(
                        "r-1",
                        new BiasPairFacts(
                                SUBJECT,
                                "letters",
                                1,
                                "age",
                                List.of("35", "61"),
                                1,
                                List.of(new BiasAnswer(
                                        new BiasPrompt(0, 0, "61", 1), new TaskId("t-9"), BiasReading.UNFAVOURABLE)),
                                PAIR_BOUNDS,
                                BiasPairRules.USUAL,
                                List.of(),
                                START),
                        List.of(new BiasPairCount(0, "61", 20, 1, 9)),
                        List.of(new BiasNoiseCount(0, 20, 2)),
                        3,
                        List.of(),
                        "chancery"));
    }

    private void incidents() {
        Authority authority = new Authority(Authority.Kind.MARKET_SURVEILLANCE, "Bundesnetzagentur");
        add(
                "incident/i-1",
                new IncidentEvent.IncidentOpened(
                        "i-1",
                        new Awareness(START, "+01:00", Awareness.Party.PROVIDER),
                        new IncidentAssessment(IncidentCategory.HEALTH, true, CausalStatus.SUSPECTED, false),
                        new ReportingClock(10, START.plusSeconds(5), "Art. 73(4)", true, null),
                        List.of("DE"),
                        "an applicant was hurt",
                        new IncidentLinks(List.of("hiring"), List.of(), List.of(LETTERS), List.of()),
                        "ada"),
                new IncidentEvent.OperatorInformed("i-1", Operator.PROVIDER, "mail", START, "ada"),
                new IncidentEvent.CorrectiveActionPlanned(
                        "i-1", "a-1", "a limit", "ward", START.plusSeconds(1), true, "ada"));
        add(
                "incident/i-1",
                new IncidentEvent.IncidentReported("i-1", authority, false, "BNetzA-17", START.plusSeconds(9), "ada"));
    }

    private void oversight() {
        GateEvidence evidence = new GateEvidence(40, 39, 0.8712);
        add(
                "workflow/letters",
                new GateTransitionRefused(
                        LETTERS,
                        Gate.HUMAN_IN_THE_LOOP,
                        Gate.AUTONOMOUS,
                        "ada",
                        "too few",
                        evidence,
                        "it does well",
                        null,
                        VERSION),
                new GateTransitioned(
                        LETTERS,
                        Gate.HUMAN_IN_THE_LOOP,
                        Gate.SHADOW,
                        "ada",
                        "a complaint",
                        evidence,
                        null,
                        VERSION,
                        null));
        add(
                "kill-switch",
                new KillSwitchPulled(new StopScope(StopScope.Kind.WORKFLOW, "letters"), "it writes nonsense", "ada"));
        add(
                "modifications",
                new ModificationAssessed(
                        "m-1", LETTERS, ModificationKind.MODEL_VERSION, List.of(3L), false, "a minor one", "ada"));
        add("tool/files/read", new ToolPinned("files", "read", "12".repeat(32), "{}"));
    }

    SampleDossier add(String stream, Event... events) {
        for (Event event : events) {
            int n = log.size();
            Recorded recorded = new Recorded(n, "id-" + n, stream, n, START.plusSeconds(n), event);
            log.add(recorded);
            dossier.take(recorded);
        }
        return this;
    }

    /** A pack of all of it, with the figures of its day. */
    PackSubject subject(@Nullable Scope scope) {
        Figures figures = new Figures(
                new FigureQuery(
                        Instant.parse("2026-11-05T00:00:00Z"), Instant.parse("2026-11-06T00:00:00Z"), log.size()),
                new PolicyVendors());
        log.forEach(figures::take);
        List<FigureSheet> sheets = log.isEmpty() ? List.of() : List.of(figures.sheet());
        return new PackSubject(
                new PackRange(0, log.size(), scope),
                new Checkpoint("log.example.com/1", Math.max(1, log.size()), new byte[32]),
                new Vouching("log.example.com/1+1+K", 0, List.of(), false, 0),
                log.size(),
                0,
                dossier,
                sheets,
                START,
                START.plusSeconds(Math.max(0, log.size() - 1)),
                START.plusSeconds(Math.max(0, log.size() - 1)),
                List.of());
    }

    Dossier dossier() {
        return dossier;
    }

    int size() {
        return log.size();
    }

    /** What controls found of the company and of two systems, in every state. */
    static ControlsView controls(Instant at) {
        List<ControlView> all = new ArrayList<>();
        for (ControlState state : ControlState.values()) {
            all.add(new ControlView(
                    "control-" + state.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    "The control is " + HOSTILE,
                    List.of("Art. 9", "Art. 50(1)"),
                    state,
                    "Because " + HOSTILE,
                    state == ControlState.STALE ? at : null,
                    List.of(new ControlsView.Figure("figure", "0.5000")),
                    state == ControlState.NOT_APPLICABLE ? "" : "at least one",
                    "30 days",
                    LocalDate.of(2027, 12, 2),
                    state == ControlState.NO_EVIDENCE ? Marks.NONE : new Marks(90, at, List.of(3L, 7L))));
        }
        return new ControlsView(
                at,
                41,
                "2026-11-20",
                List.of(
                        new SystemControls(DutyEvent.COMPANY, "The company as a whole", all.subList(0, 2)),
                        new SystemControls("hiring", "Hiring " + HOSTILE, all),
                        new SystemControls("other", "Other", all)));
    }

    private static Micros usd(long amount) {
        return new Micros(amount, Currency.getInstance("USD"));
    }

    private static String resource() {
        try (InputStream in = SampleDossier.class.getResourceAsStream("/dev/chancery/reports/pack/policy.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
