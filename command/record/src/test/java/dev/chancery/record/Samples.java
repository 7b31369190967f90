package dev.chancery.record;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.BudgetEvent;
import dev.chancery.contracts.event.CalibrationEvent;
import dev.chancery.contracts.event.ContentEvent;
import dev.chancery.contracts.event.ErasureEvent;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent;
import dev.chancery.contracts.event.HoldEvent;
import dev.chancery.contracts.event.KillSwitchEvent;
import dev.chancery.contracts.event.LogEvent;
import dev.chancery.contracts.event.ModelEvent;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.PolicyEvent;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolPinEvent;
import dev.chancery.contracts.event.UsageEvent;
import dev.chancery.contracts.event.WebhookEvent;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.FileChange;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.LimitMeans;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageExport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;

/** One example of every event. */
final class Samples {

    private static final TaskId TASK = new TaskId("01k9a1");
    private static final AgentId AGENT = new AgentId("helpdesk");
    private static final WorkflowId WORKFLOW = new WorkflowId("support");
    private static final PolicyVersion POLICY = new PolicyVersion("ab".repeat(32));
    private static final ContentRef CONTENT = new ContentRef(new ContentId("c-1"), "cd".repeat(32), 42);
    private static final Classification LABEL = new Classification("card_arrival", 0.8125, "minilm-knn/1");
    private static final BudgetScope DAY = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "helpdesk/2026-11-05");
    private static final GateEvidence EVIDENCE = new GateEvidence(40, 39, 0.8712);
    private static final Refusal BROKE = new Refusal.BudgetExceeded(DAY, usd(100), usd(3), usd(7));

    private Samples() {}

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
                        POLICY),
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
                new ExportEvent.ExportRequested("e-1", "ada", "workflow/support", 0, 340, true),
                new ExportEvent.ExportCompleted("34".repeat(32), 31_000, "VERIFIED"),
                new ExportEvent.ExportFailed("the disk is full"),
                new ExportEvent.ExportAbandoned(AbandonCause.PROCESS_ENDED),
                new ExportEvent.ExportDownloaded("ada"),
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
                new WebhookEvent.DecisionUntold(
                        "e-41", TASK, 41, "ab".repeat(16), "https://desk.example", 290, "it answered 503"),
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
                        null));
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
