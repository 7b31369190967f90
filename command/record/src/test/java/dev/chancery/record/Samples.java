package dev.chancery.record;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.AccountEvent;
import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.BoardEvent;
import dev.chancery.contracts.event.BudgetEvent;
import dev.chancery.contracts.event.CalibrationEvent;
import dev.chancery.contracts.event.ContentEvent;
import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.event.ErasureEvent;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent;
import dev.chancery.contracts.event.HoldEvent;
import dev.chancery.contracts.event.IncidentEvent;
import dev.chancery.contracts.event.KillSwitchEvent;
import dev.chancery.contracts.event.LineageEvent;
import dev.chancery.contracts.event.LogEvent;
import dev.chancery.contracts.event.ModelEvent;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyEvent;
import dev.chancery.contracts.event.PriceEvent;
import dev.chancery.contracts.event.RuleSetEvent;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.ScheduleEvent;
import dev.chancery.contracts.event.ShadowAiEvent;
import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolPinEvent;
import dev.chancery.contracts.event.UsageEvent;
import dev.chancery.contracts.event.ValueEvent;
import dev.chancery.contracts.event.VisitEvent;
import dev.chancery.contracts.event.WebhookEvent;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.Baseline;
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
import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.ExportDeletion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
import dev.chancery.contracts.fact.FileChange;
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
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.LimitMeans;
import dev.chancery.contracts.fact.ListedModel;
import dev.chancery.contracts.fact.ListedProvider;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OpenBiasFinding;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.PricePart;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleScope;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.ServiceUse;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.contracts.fact.VisitEnd;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;

/** One example of every event. */
final class Samples {

    private static final TaskId TASK = new TaskId("01k9a1");
    private static final AccountId ADA = new AccountId("ada");
    private static final Instant AT = Instant.parse("2026-11-05T10:00:00.000120Z");
    private static final Authority MSA = new Authority(Authority.Kind.MARKET_SURVEILLANCE, "Bundesnetzagentur");
    private static final AgentId AGENT = new AgentId("helpdesk");
    private static final WorkflowId WORKFLOW = new WorkflowId("support");
    private static final PolicyVersion POLICY = new PolicyVersion("ab".repeat(32));
    private static final ContentRef CONTENT = new ContentRef(new ContentId("c-1"), "cd".repeat(32), 42);
    private static final Classification LABEL = new Classification("card_arrival", 0.8125, "minilm-knn/1");
    private static final BudgetScope DAY = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "helpdesk/2026-11-05");
    private static final GateEvidence EVIDENCE = new GateEvidence(40, 39, 0.8712);
    private static final Refusal BROKE = new Refusal.BudgetExceeded(DAY, usd(100), usd(3), usd(7));

    private Samples() {}

    private static final BiasSubject LENDING = new BiasSubject(BiasSubject.Kind.WORKFLOW, "lending");

    private static final BiasBounds BOUNDS = new BiasBounds(
            List.of(new BiasBound(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, -0.05, 0.05)), "model risk", 30);
    private static final BiasBounds PAIR_BOUNDS =
            new BiasBounds(List.of(new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.05, 0.05)), "model risk", 30);

    private static final SystemDescription SYSTEM = new SystemDescription(
            "Hiring",
            "Sorts applications",
            List.of(AiRole.PROVIDER, AiRole.DEPLOYER),
            "hr",
            "Acme",
            List.of("DE", "FR"),
            List.of(new SystemPart(SystemPart.Kind.WORKFLOW, "hiring")));
    private static final UseFacts USE = new UseFacts(
            List.of(new UsePoint("4(a)", null)),
            true,
            new AnnexOneUse(null, false),
            List.of(new UsePoint("50(1)", "OBVIOUS")),
            DeployerKind.PRIVATE,
            false,
            LocalDate.parse("2026-11-05"),
            null);
    private static final Derogation DEROGATION =
            new Derogation(List.of("a"), false, "it only sorts", "ai-office", LocalDate.parse("2026-11-04"));
    private static final SystemFacts SYSTEM_FACTS = new SystemFacts(
            SYSTEM.roles(),
            List.of(
                    new ScreenedPractice("a", ScreenedPractice.Verdict.ABSENT, null, "interview"),
                    new ScreenedPractice("f", ScreenedPractice.Verdict.EXCEPTED, "SAFETY", null)),
            USE,
            DEROGATION);
    private static final DateReading READING =
            new DateReading(LocalDate.parse("2027-12-02"), "Art. 113, third paragraph, point (c)(i)");
    private static final ContentScope PERSON = new ContentScope(ContentScope.Kind.SUBJECT, "person-7");
    private static final StopScope STOPPED = new StopScope(StopScope.Kind.AGENT, "helpdesk");
    private static final Erased ERASED =
            new Erased(2, "34".repeat(32), List.of("0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6e"));

    static List<Event> events() {
        return List.of(
                new TaskEvent.TaskOpened(
                        TASK,
                        TaskKind.INFERENCE,
                        AGENT,
                        WORKFLOW,
                        new SessionId("s-1"),
                        new SubjectId("person-7"),
                        CONTENT,
                        POLICY,
                        new PromptFacts(
                                new NamedPrompt("triage", "7"), "hmac-sha256:01ab23cd45ef6789:" + "ef".repeat(32))),
                new TaskEvent.PersonalDataRedacted(
                        new RedactionFacts("structured/1+words/1", List.of(new TypeCount("CREDIT_CARD", 1))),
                        Sensitivity.PERSONAL),
                new TaskEvent.TaskClassified(LABEL),
                new TaskEvent.CallRepeated(11),
                new TaskEvent.RoutingDecided(
                        new RoutingFacts(
                                AGENT,
                                WORKFLOW,
                                new RequestFacts("auto", 2, 310, 1240, 256, false, true),
                                Sensitivity.PERSONAL,
                                LABEL,
                                List.of("cloud/large"),
                                Instant.parse("2026-11-05T10:00:00.000120Z")),
                        List.of(new Candidate("local/small", Tier.FILTER, 256, usd(12), usd(90))),
                        List.of(new Rejection("cloud/large", Rejection.Reason.UNAVAILABLE, "its breaker is open"))),
                new TaskEvent.SpendReserved(
                        usd(90), List.of(new ScopeBalance(DAY, usd(1000), usd(10), usd(20))), List.of("cloud/huge")),
                new TaskEvent.StreamPermitted(Gate.AUTONOMOUS),
                new TaskEvent.TaskRefused(BROKE, List.of(new ScopeBalance(DAY, usd(100), usd(97), usd(0)))),
                new TaskEvent.AttemptFailed(
                        "local/small", 1, AttemptFailure.TIMED_OUT, "no answer within 30 s", 30_000, usd(90)),
                new TaskEvent.InferenceCompleted(
                        "local/small", "small-2026-10", new Usage(300, 25, false), usd(14), 812, "stop", CONTENT),
                new TaskEvent.OutputScreened(new Screening("structured/1", List.of(), "stop", 80)),
                new TaskEvent.JudgeVerdictRecorded(
                        "answers",
                        3,
                        "deterministic/1",
                        List.of(new DimensionScore("length", true, "80 of 500 characters", null)),
                        true,
                        null),
                new TaskEvent.JudgeRoutingDecided(
                        new RoutingFacts(
                                AGENT,
                                WORKFLOW,
                                new RequestFacts("cloud/judge", 2, 400, 1600, 1000, false, false),
                                Sensitivity.ORDINARY,
                                null,
                                List.of(),
                                Instant.parse("2026-11-05T10:00:01Z")),
                        usd(70),
                        List.of(new Candidate("cloud/judge", Tier.ARCHITECT, 1000, usd(20), usd(60))),
                        List.of(new Rejection("local/small", Rejection.Reason.NOT_REQUESTED, "it is no judge"))),
                new TaskEvent.JudgeAnswered("cloud/judge", "judge-2026-10", new Usage(390, 80, false), usd(21), 1204),
                new TaskEvent.RevisionDecided(
                        new RoutingFacts(
                                AGENT,
                                WORKFLOW,
                                new RequestFacts("auto", 4, 420, 1700, 256, false, false),
                                Sensitivity.ORDINARY,
                                null,
                                List.of("cloud/large"),
                                Instant.parse("2026-11-05T10:00:03Z")),
                        usd(49),
                        List.of(new Candidate("local/small", Tier.FILTER, 256, usd(12), usd(40))),
                        List.of(new Rejection("cloud/large", Rejection.Reason.OVER_BUDGET, "49 are left"))),
                new TaskEvent.PairPosed(new Pair(TASK, CONTENT, CONTENT, 80, 95, "local/small", "small-2026-10"), true),
                new TaskEvent.PairJudged(
                        "answers",
                        3,
                        "9a".repeat(32),
                        "cloud/judge@judge-2026-10",
                        PairChoice.SECOND,
                        PairChoice.FIRST,
                        PairPreference.CORRECTION,
                        null),
                new TaskEvent.SpendSettled(usd(90), usd(14)),
                new TaskEvent.OutputReleased(Gate.AUTONOMOUS, null),
                new TaskEvent.OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new TaskEvent.OutputShadowed(Gate.SHADOW),
                new TaskEvent.OutputApproved("ada", "correct"),
                new TaskEvent.OutputPaired(0.25),
                new TaskEvent.OutputEdited("ada", "tone \u2014 \"gr\u00fc\u00dfe\"", CONTENT),
                new TaskEvent.OutputRejected("ada", "wrong"),
                new TaskEvent.OutputSampled(0.05),
                new TaskEvent.ReviewTimed(
                        "ada",
                        new Showing(
                                new ContentId("c-1"), "ab".repeat(32), 7, Instant.parse("2026-11-05T10:00:00.000120Z")),
                        41_250L),
                new TaskEvent.OutputReviewed("ada", Finding.OTHERWISE, "the tone", CONTENT),
                new TaskEvent.HumanOutcomeRecorded(
                        "ada", CONTENT, new OutcomeComparison("dice-words-and-pairs/1", false, 0.75, true)),
                new TaskEvent.TaskFailed("every permitted model failed"),
                new TaskEvent.TaskAbandoned(
                        AbandonCause.PROCESS_ENDED,
                        Sent.SOMETHING,
                        new Attempt("local/small", 2, AttemptFailure.TIMED_OUT),
                        usd(90),
                        null),
                new TaskEvent.OutputDelivered(412L),
                new TaskEvent.DeliveryFailed("the caller's connection broke", 120L),
                new TaskEvent.DeliveryAbandoned(AbandonCause.PROCESS_ENDED),
                new ToolEvent.ToolCallRequested("crm", "find_customer", "ef".repeat(32), null),
                new ToolEvent.ToolCallAuthorized("crm/find_customer"),
                new ToolEvent.ToolCallDenied(new Refusal.ToolNotGranted("crm/delete", "no grant names it"), null),
                new ToolEvent.ToolCallCompleted(CONTENT, false, 35, null),
                new ToolEvent.ToolCallFailed("unreachable", 1000, null),
                new ToolEvent.ToolCallHeld("crm/delete"),
                new ToolEvent.ToolCallApproved("ada", "he asked for it"),
                new ToolEvent.ToolCallRejected("ada", "nobody asked for it"),
                new ToolEvent.ToolResultScreened(
                        new ResultScreening(
                                "injection-signals/1",
                                List.of(new RiskScore("prompt_injection", 0.75, List.of("override")))),
                        Passage.HELD),
                new ToolEvent.ToolResultApproved("ada", "a quotation"),
                new ToolEvent.ToolResultRejected("ada", "an attack"),
                new ToolPinEvent.ToolPinned("crm", "find", "ab".repeat(32), "{\"name\":\"find\"}"),
                new ToolPinEvent.ToolChanged("crm", "find", "cd".repeat(32), "{\"name\":\"find\",\"title\":\"t\"}"),
                new ToolPinEvent.ToolApproved("crm", "find", "cd".repeat(32), "ada", "only the title"),
                new AgentEvent.AgentRegistered(AGENT, "it@example.org", "answers customers", null, null),
                new AgentEvent.AgentKeyIssued(AGENT, "ck_1a2b", "12".repeat(32)),
                new AgentEvent.AgentKeyRevoked(AGENT, "ck_1a2b", "rotated"),
                new AgentEvent.AgentSuspended(AGENT, "loop"),
                new AgentEvent.AgentReinstated(AGENT, "fixed"),
                new WorkflowEvent.WorkflowRegistered(WORKFLOW, "customer support", Gate.SHADOW),
                new WorkflowEvent.GateTransitioned(
                        WORKFLOW, Gate.SHADOW, Gate.HUMAN_IN_THE_LOOP, "ada", "evidence", EVIDENCE, null, null, null),
                new WorkflowEvent.GateTransitionRefused(
                        WORKFLOW,
                        Gate.SHADOW,
                        Gate.AUTONOMOUS,
                        "ada",
                        "one step at a time",
                        EVIDENCE,
                        null,
                        null,
                        null),
                new BudgetEvent.BudgetCapSet(BudgetScope.Kind.AGENT_DAY, "helpdesk", usd(1000)),
                new BudgetEvent.BudgetExhausted(DAY, usd(1000), usd(3), TASK),
                new BudgetEvent.BudgetThresholdReached(DAY, usd(1000), usd(812), 80),
                new PolicyEvent.PolicyActivated(POLICY, "{\"currency\":\"USD\"}"),
                new PolicyEvent.PolicyRejected(List.of(new PolicyError("agents.yaml", 3, "unknown member"))),
                new ModelEvent.ModelVersionSeen("local/small", "small-2026-10", TASK),
                new ExportEvent.ExportRequested(
                        "e-1",
                        "ada",
                        "workflow/support",
                        0,
                        340,
                        true,
                        ExportKind.AUDIT_PACK,
                        "2026-Q4",
                        new ExportOccasion(
                                "quarterly", Instant.parse("2027-01-01T05:00:00Z"), 1, List.of("auditor"), 400)),
                new ExportEvent.ExportCompleted("34".repeat(32), 31_000, "VERIFIED"),
                new ExportEvent.ExportFailed("the disk is full"),
                new ExportEvent.ExportAbandoned(AbandonCause.PROCESS_ENDED),
                new ExportEvent.ExportDownloaded("ada"),
                new TaskEvent.TaskExplained("ada", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                new ExportEvent.ExportResumed(2),
                new ExportEvent.ExportCancelled("ada"),
                new ExportEvent.ExportDeleted("ada", ExportDeletion.ASKED),
                new ExportEvent.ExportExpired(400),
                new ExportEvent.ExportDeliveryRequested("auditor", "s3://evidence/chancery/e-1.zip"),
                new ExportEvent.ExportDelivered("auditor", "s3://evidence/chancery/e-1.zip", "34".repeat(32), 31_000),
                new ExportEvent.ExportDeliveryFailed("auditor", "The bucket does not permit it."),
                new ScheduleEvent.ScheduleSet(
                        "quarterly",
                        new SchedulePlan(
                                ExportKind.AUDIT_PACK,
                                new ScheduleTime(ScheduleCadence.QUARTER, 6, null, "Europe/Berlin"),
                                new ScheduleScope("workflow", "support"),
                                true,
                                false,
                                "quarterly review",
                                List.of("auditor"),
                                400),
                        "ada"),
                new ScheduleEvent.SchedulePaused("ada"),
                new ScheduleEvent.ScheduleRemoved("ada"),
                new ScheduleEvent.ScheduleStarted(Instant.parse("2027-01-01T05:00:00Z"), 1, "e-1"),
                new ScheduleEvent.ScheduleSkipped("e-1", "There is no event in this period."),
                new ContentEvent.ContentDisclosed(new ContentId("c-1"), "ada", "review"),
                new LogEvent.LogKeyRotated("example.org/log+01+AQ==", "example.org/log+02+AQ==", "api-token"),
                new LogEvent.LogRestored(
                        "example.org/log",
                        "example.org/log/after-1000-5eed",
                        "example.org/log/after-1000-5eed+03+AQ==",
                        1000,
                        1007,
                        "example.org/log\n1007\nAQ==\n",
                        List.of(),
                        "chancery-log-succession/v1\n",
                        "ada",
                        "the disk failed and the last backup was six minutes old"),
                new UsageEvent.UsageImported(
                        UsageExport.OPENAI_USAGE_JSON,
                        "ef".repeat(32),
                        LocalDate.parse("2026-11-04"),
                        LocalDate.parse("2026-11-05"),
                        List.of(new InvoicedUsage(
                                LocalDate.parse("2026-11-05"), "gpt-4o-mini-2024-07-18", 2L, 120L, 20L, 40L, null)),
                        List.of("de".repeat(32)),
                        "api-token"),
                new ContentEvent.ContentExpired(
                        WORKFLOW, "standard", 365, Instant.parse("2026-11-05T10:00:00Z"), ERASED, POLICY),
                new ErasureEvent.ErasureRequested("e-1", PERSON, "Art. 17 request", "ada"),
                new ErasureEvent.ErasureRefused(List.of("h-1")),
                new ErasureEvent.ErasureCompleted(ERASED, "log.example\n7\nAAAA\n\n\u2014 log.example AAAA\n"),
                new HoldEvent.HoldPlaced("h-1", PERSON, "litigation", "ada"),
                new HoldEvent.HoldLifted("h-1", "settled", "ada"),
                new KillSwitchEvent.KillSwitchPulled(STOPPED, "it mails strangers", "ada"),
                new KillSwitchEvent.KillSwitchReset(
                        new StopScope(StopScope.Kind.EVERYTHING, null), "the fault was found", "ada"),
                new PolicyDraftEvent.PolicyDrafted(
                        "d-1",
                        POLICY,
                        List.of(new PolicyChange("/models/0/deployments/0", "\"home/a\"", "\"home/b\"")),
                        List.of(new ReviewCount("home/a", 60, 30), new ReviewCount("home/b", 60, 58)),
                        "people approve more of it",
                        PolicyDraftEvent.BY_ITSELF,
                        null),
                new PolicyDraftEvent.PolicyDraftApproved("d-1", true, "so do I", "ada"),
                new PolicyDraftEvent.PolicyDraftRejected("d-2", "too few", "ada"),
                new PolicyDraftEvent.PolicyDraftActivated("d-1", POLICY),
                new CalibrationEvent.CaseSeeded(TASK, Finding.WRONG, "it invents a fee", "ada"),
                new LineageEvent.ModificationAssessed(
                        "m-0a1b2c3d4e5f60718293",
                        new WorkflowId("support"),
                        ModificationKind.MODEL_VERSION,
                        List.of(41L, 57L),
                        false,
                        "the same family, checked with 50 cases",
                        "ada"),
                new WebhookEvent.DecisionUntold(
                        "e-41", TASK, 41, "ab".repeat(16), "https://desk.example", 290, "it answered 503"),
                new IncidentEvent.IncidentOpened(
                        "i-1",
                        new Awareness(AT, "+01:00", Awareness.Party.DEPLOYER),
                        new IncidentAssessment(IncidentCategory.HEALTH, true, CausalStatus.SUSPECTED, false),
                        new ReportingClock(10, AT.plusSeconds(864_000), "Art. 73(4)", true, null),
                        List.of("DE"),
                        "a wrong dose was advised",
                        new IncidentLinks(
                                List.of("claims"),
                                List.of(TASK),
                                List.of(new WorkflowId("advice")),
                                List.of(new IncidentLinks.LinkedModel("home/a", "a-2026"))),
                        "ada"),
                new IncidentEvent.IncidentReassessed(
                        "i-1",
                        AT,
                        new IncidentAssessment(IncidentCategory.HEALTH, false, CausalStatus.EXCLUDED, false),
                        new ReportingClock(null, null, "Art. 3(49)", false, "no link"),
                        "the dose was not given",
                        "ada"),
                new IncidentEvent.IncidentReported("i-1", MSA, false, "BNetzA-17", AT, "ada"),
                new IncidentEvent.OperatorInformed("i-1", Operator.PROVIDER, "mail of 5 November", AT, "ada"),
                new IncidentEvent.CorrectiveActionPlanned("i-1", "a-1", "a limit of doses", "ward", AT, true, "ada"),
                new IncidentEvent.CorrectiveActionDone("i-1", "a-1", "the limit holds", "ada"),
                new IncidentEvent.AlterationAnnounced("i-1", MSA, "a-1", "a limit of doses", "BNetzA-18", AT, "ada"),
                new IncidentEvent.IncidentClosed("i-1", "the limit was missing", "ada"),
                new DutyEvent.DutyPerformed(
                        "claims",
                        RecordedDuty.WORKERS_TOLD,
                        "the works council was told",
                        "minutes 12/2026",
                        LocalDate.of(2026, 11, 5),
                        "ada"),
                new DutyEvent.QualityDeclared(
                        "claims", QualityMetric.VERDICTS_PASSED, 0.9, "instructions, b.ii", "ada"),
                new SandboxEvent.SandboxOpened(
                        POLICY,
                        "files",
                        List.of("/usr/bin/node", "/opt/files/index.js", "/srv/files"),
                        Confinement.BUBBLEWRAP,
                        LimitMeans.RESOURCE_LIMITS,
                        List.of("/opt/files"),
                        List.of("/srv/files"),
                        List.of("FILES_KEY"),
                        new SandboxLimits(512, 64, 60, 64),
                        null),
                new SandboxEvent.SandboxClosed(
                        Confinement.BUBBLEWRAP,
                        SandboxEnd.CLOSED,
                        143,
                        412,
                        List.of(
                                new FileChange("/sandbox/cache", FileChange.Kind.CREATED, null, null),
                                new FileChange("/srv/files/a.txt", FileChange.Kind.CHANGED, 5L, "ef".repeat(32))),
                        3,
                        "a directory could not be read",
                        null),
                new BiasEvent.SpecialCategoryUsePermitted(
                        "u-1",
                        "differences between the sexes in lending",
                        List.of("sex"),
                        new SpecialCategoryConditions(
                                "other data do not say it",
                                "pseudonyms, no re-use",
                                "two persons, each access on record",
                                "given to nobody",
                                "with the end of the study",
                                "record of processing 7"),
                        "model risk",
                        Instant.parse("2027-02-05T00:00:00Z"),
                        "ada"),
                new BiasEvent.SpecialCategoryUseEnded("u-1", "the study is over", "ada"),
                new BiasEvent.BiasDatasetReceived(
                        "d-1",
                        "u-1",
                        "loans of October",
                        LENDING,
                        1000,
                        "ab".repeat(32),
                        List.of("sex"),
                        true,
                        false,
                        12,
                        Instant.parse("2027-02-05T00:00:00Z"),
                        "ada"),
                new BiasEvent.ProtectedAttributesAccessed(
                        "u-1", "d-1", List.of("sex"), "c-1", Instant.parse("2026-11-05T10:00:00Z"), "ada"),
                new BiasEvent.ProtectedAttributesDeleted(
                        "u-1", "d-1", 1000, BiasEvent.ProtectedAttributesDeleted.Cause.PERSON, "done", "ada"),
                new BiasEvent.BiasBoundsSet(LENDING, BOUNDS, "decided by the board", "ada"),
                new BiasEvent.BiasChecked(
                        "c-1",
                        new BiasFacts(
                                LENDING,
                                "d-1",
                                "u-1",
                                List.of("granted"),
                                List.of(new BiasGrouping(
                                        "sex",
                                        List.of("male"),
                                        List.of(
                                                new BiasCell(
                                                        "female",
                                                        false,
                                                        new BiasCell.Counts(
                                                                310,
                                                                201,
                                                                new BiasCell.Labelled(150, 51, 49, 60),
                                                                null)),
                                                new BiasCell(
                                                        "male",
                                                        false,
                                                        new BiasCell.Counts(690, 499, null, new BiasCell.Scored(350))),
                                                new BiasCell("unknown", true, null)))),
                                List.of(BiasMetric.STATISTICAL_PARITY_DIFFERENCE),
                                BOUNDS,
                                BiasRules.USUAL,
                                List.of(new OpenBiasFinding("f-0", BiasMetric.DISPARATE_IMPACT, "sex", "female")),
                                Instant.parse("2026-11-05T10:00:00Z")),
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
                new BiasEvent.BiasSuiteDefined(
                        new BiasSuite(
                                "letters",
                                LENDING,
                                new WorkflowId("lending"),
                                new AgentId("probe"),
                                "auto",
                                "Answer granted or refused.",
                                List.of(new BiasTemplate(
                                        "An applicant, {attribute}, asks for a loan.",
                                        List.of("A loan is asked for by somebody, {attribute}."))),
                                "age",
                                List.of("35 years old", "61 years old"),
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
                new BiasEvent.BiasPairsStarted(
                        "letters-1", "letters", LENDING, 1, 40, Instant.parse("2026-11-05T10:00:00Z"), "chancery"),
                new BiasEvent.BiasPairsChecked(
                        "letters-1",
                        new BiasPairFacts(
                                LENDING,
                                "letters",
                                1,
                                "age",
                                List.of("35 years old", "61 years old"),
                                1,
                                List.of(new BiasAnswer(
                                        new BiasPrompt(0, 1, "61 years old", 1), TASK, BiasReading.UNFAVOURABLE)),
                                PAIR_BOUNDS,
                                BiasPairRules.USUAL,
                                List.of(),
                                Instant.parse("2026-11-05T10:10:00Z")),
                        List.of(new BiasPairCount(0, "61 years old", 20, 1, 9)),
                        List.of(new BiasNoiseCount(0, 20, 2)),
                        3,
                        List.of(new BiasResult(
                                BiasMetric.COUNTERFACTUAL_DIFFERENCE,
                                BiasConvention.COUNTERFACTUAL,
                                "age",
                                "61 years old",
                                "35 years old",
                                20,
                                20,
                                -0.4,
                                new BiasResult.Interval(-0.4, -0.4, "bootstrap of templates"),
                                new BiasResult.Test("McNemar exact", 0.021484375, null),
                                null,
                                List.of(),
                                PAIR_BOUNDS.bounds().getFirst(),
                                BiasVerdict.INSUFFICIENT_DATA,
                                null)),
                        "chancery"),
                new BiasEvent.BiasPairsFailed("letters-2", "letters", LENDING, "Task t was refused: no money is left."),
                new BiasEvent.BiasFindingOpened(
                        "f-1",
                        "c-1",
                        LENDING,
                        BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                        "sex",
                        "female",
                        -0.0748,
                        BOUNDS.bounds().getFirst(),
                        "model risk",
                        Instant.parse("2026-12-05T10:00:00Z")),
                new BiasEvent.BiasFindingClosed(
                        "f-1", LENDING, BiasEvent.BiasFindingClosed.Outcome.RESOLVED, "c-2", "trained again", "ada"),
                new SystemEvent.SystemRegistered("hiring", SYSTEM, SystemStatus.PLANNED, "ada"),
                new SystemEvent.SystemDescribed("hiring", SYSTEM, "another owner", "ada"),
                new SystemEvent.SystemStatusChanged(
                        "hiring", SystemStatus.IN_SERVICE, SystemStatus.SUSPENDED, "a risk was found", "ada"),
                new SystemEvent.PracticesScreened("hiring", 2, SYSTEM_FACTS.practices(), "eu-2026-1744", "ada"),
                new SystemEvent.UseAssessed("hiring", 1, USE, "ada"),
                new SystemEvent.DerogationAssessed("hiring", 1, DEROGATION, "ada"),
                new SystemEvent.ImpactAssessed(
                        "hiring",
                        1,
                        new ImpactItems("sorting", "a year, daily", "applicants", "bias", "hr decides", "complaints"),
                        "dpia-7",
                        "ada"),
                new SystemEvent.ImpactNotified("hiring", 1, "BNetzA", LocalDate.parse("2026-11-05"), "ada"),
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
                                new RiskEntry.Test(
                                        "impact ratio",
                                        "above 0.8",
                                        LocalDate.parse("2026-11-01"),
                                        LocalDate.parse("2026-11-05"),
                                        "0.93",
                                        true),
                                LocalDate.parse("2027-05-05")),
                        "ada"),
                new SystemEvent.OverseerAssigned(
                        "hiring",
                        new OversightAssignment(
                                "a-1",
                                "hr-lead",
                                "ten years of hiring",
                                "course of 2026",
                                "may stop it",
                                LocalDate.parse("2026-11-05"),
                                null,
                                null),
                        "ada"),
                new SystemEvent.OverseerRelieved("hiring", "a-1", LocalDate.parse("2026-12-31"), "moved", "ada"),
                new SystemEvent.InstructionsRecorded(
                        "hiring",
                        1,
                        new Instructions(
                                List.of(new NumberedText("b.i", "sorts applications")),
                                "handbook 3",
                                "ab".repeat(32),
                                LocalDate.parse("2026-11-05")),
                        "ada"),
                new SystemEvent.DocumentationRecorded(
                        "hiring", List.of(new NumberedText("2(b)", "ranks by a regression")), "ada"),
                new SystemEvent.RegistrationRecorded(
                        "hiring", AnnexEight.A, List.of(new NumberedText("6", "applications in, a rank out")), "ada"),
                new SystemEvent.DatabaseEntered("hiring", AnnexEight.A, "EU-1", LocalDate.parse("2026-11-05"), "ada"),
                new SystemEvent.SystemClassified(
                        "hiring",
                        SYSTEM_FACTS,
                        "eu-2026-1744",
                        "ef".repeat(32),
                        LocalDate.parse("2026-11-05"),
                        new RiskVerdict(
                                RiskClass.HIGH_RISK,
                                RiskClass.MINIMAL,
                                List.of(RiskVerdict.Basis.ANNEX_III),
                                List.of(new LegalReason(
                                        "annex-iii.4(a)",
                                        "Art. 6(2), Annex III, point 4(a)",
                                        "Its use is of the area: Employment.",
                                        "AI systems intended to be used for the recruitment",
                                        List.of(READING),
                                        false,
                                        false)),
                                List.of("practices.bb: whether it does that"),
                                List.of(new LegalDuty(
                                        "Art. 26", "obligations of deployers", List.of(READING), false, false, null))),
                        "ada"),
                new RuleSetEvent.RuleSetAdopted(
                        "eu-2026-1744", "ef".repeat(32), "eu-2024-1689", "it is in force", "ada"),
                new BoardEvent.BoardThresholdsSet(
                        1,
                        "2026-Q4",
                        List.of(new BoardThreshold("vendor-share", BoardThreshold.Worse.FROM, "0.6", "0.8")),
                        "agreed in the meeting of September",
                        "ada"),
                new ShadowAiEvent.ShadowAiImported(
                        "ab".repeat(32),
                        "cd".repeat(32),
                        120,
                        100,
                        3,
                        List.of(new ServiceUse(
                                "ChatGPT",
                                "OpenAI",
                                17,
                                4L,
                                90_000L,
                                Instant.parse("2026-11-05T10:00:00Z"),
                                Instant.parse("2026-11-05T11:00:00Z"))),
                        "ada"),
                new PriceEvent.PricesImported(
                        new PriceListFile(
                                "genai-prices",
                                PriceListFile.Format.GENAI_PRICES,
                                "ef".repeat(32),
                                LocalDate.parse("2026-08-21"),
                                34,
                                1442,
                                0,
                                List.of("output_image_mtok")),
                        46,
                        "api-token"),
                new PriceEvent.PricesListed(
                        "ef".repeat(32),
                        1,
                        new PricePart(
                                new ListedProvider("azure", "https://[^.]+\\.azure\\.com", List.of("openai")),
                                List.of(new ListedModel(
                                        "gpt-x",
                                        List.of(new ListedModel.NamePattern(List.of(
                                                new ListedModel.Clause(ListedModel.Kind.STARTS_WITH, "gpt-x")))),
                                        List.of(new ListedModel.DatedPrice(
                                                LocalDate.parse("2026-03-13"),
                                                false,
                                                new Tariff(
                                                        rates(1_250_000),
                                                        usd(10),
                                                        List.of(new Tariff.Above(200_000, rates(2_500_000)))))))))),
                new ValueEvent.BaselineSet(
                        WORKFLOW,
                        new Baseline(
                                LocalDate.parse("2026-11-01"),
                                usd(4_200_000),
                                360L,
                                usd(42_000_000),
                                null,
                                "time study of October"),
                        "ada"),
                new AccountEvent.AccountOpened(ADA, true, List.of(new RoleGrant(Role.REVIEWER, null, null)), "admin"),
                new AccountEvent.RolesSet(
                        ADA, List.of(new RoleGrant(Role.REGULATOR, "claims", AT)), "audit of November", "admin"),
                new AccountEvent.AccountClosed(ADA, "left", "admin"),
                new AccountEvent.AccountReopened(ADA, "is back", "admin"),
                new AccountEvent.AccountForgotten(ADA, "asked for it", "admin"),
                new AccountEvent.PasswordSet(ADA, true, "admin"),
                new AccountEvent.SecondFactorEnrolled(ADA, "ada"),
                new AccountEvent.SecondFactorRemoved(ADA, "lost her telephone", "admin"),
                new AccountEvent.TokenIssued(
                        ADA, "k1", "ab".repeat(32), List.of(Role.REVIEWER), true, AT, "the ward's screen", "ada"),
                new AccountEvent.TokenRevoked(ADA, "k1", "the screen is gone", "ada"),
                new AccountEvent.SignInRefused(ADA, SignInMethod.PASSWORD, SignInRefusal.WRONG_PASSWORD),
                new VisitEvent.VisitBegan(
                        "v1",
                        ADA,
                        SignInMethod.PASSWORD_AND_CODE,
                        List.of(new RoleGrant(Role.REGULATOR, "claims", AT))),
                new VisitEvent.VisitViewed("v1", ADA, "GET", "/api/systems/claims"),
                new VisitEvent.VisitEnded("v1", VisitEnd.SIGNED_OUT));
    }

    private static Tariff.Rates rates(long input) {
        return new Tariff.Rates(usd(input), usd(8 * input), usd(input / 10), null, null, null, null);
    }

    static List<Refusal> refusals() {
        return List.of(
                BROKE,
                new Refusal.RestrictedData(List.of("IBAN_CODE")),
                new Refusal.NoPermittedModel("auto"),
                new Refusal.InputRejected("no IBAN here"),
                new Refusal.AgentIsSuspended("2026-11-05"),
                new Refusal.KillSwitchIsPulled(STOPPED, "it mails strangers"),
                new Refusal.ToolNotGranted("crm/delete", "no grant names it"),
                new Refusal.ToolHasChanged("crm/find"),
                new Refusal.ToolRateExceeded("crm/find_customer", "crm/*", 5, "minute"),
                new Refusal.LoopDetected("crm/find_customer", 11, 10, 60));
    }

    private static Micros usd(long amount) {
        return new Micros(amount, Currency.getInstance("USD"));
    }
}
