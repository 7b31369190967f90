package dev.chancery.reports.board;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReported;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.SystemEvent.OverseerAssigned;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasConvention;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.reports.pack.MemoryLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** Events of a company, and two quarters of it whose figures were counted by hand. */
final class Company {

    static final String DOCUMENT = PolicyDocument.canonical(JsonMapper.shared().readTree(resource()));
    static final Policy POLICY = PolicyDocument.parse(DOCUMENT);

    private static final AgentId CLERK = new AgentId("clerk");
    private static final String DEPLOYMENT = "cloud/small";

    private Company() {}

    /**
     * In 2026-Q3 three tasks of 1.50 USD each, two of them delivered, one held; an incident whose clock runs to 10 October. In 2026-Q4
     * thirty letters of 2 USD that people approved, one of 2 USD that they rejected, and two of 1 USD that went out by themselves: 33
     * tasks, 32 delivered, for 64 USD. On 20 October the held task of Q3 is approved after 3 seconds; the incident is never reported.
     */
    static MemoryLog twoQuarters() {
        MemoryLog log = begun();
        log.at("2026-08-10T10:00:00Z");
        task(log, "q3-a", "support", 1_500_000, new OutputReleased(Gate.AUTONOMOUS, null));
        task(log, "q3-b", "support", 1_500_000, new OutputReleased(Gate.AUTONOMOUS, null));
        task(log, "q3-held", "letters", 1_500_000, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE));
        log.add("incident/leak", incident("leak", "2026-10-10T00:00:00Z"));
        log.at("2026-10-20T10:00:00Z")
                .add("task/q3-held", new ReviewTimed("ann", null, 3_000L), new OutputApproved("ann", "fine"));
        log.at("2026-11-10T10:00:00Z");
        for (int i = 0; i < 30; i++) {
            letter(log, "q4-" + i, new OutputApproved("ann", "fine"), 30_000L + i);
        }
        letter(log, "q4-bad", new OutputRejected("ann", "wrong"), 60_000L);
        task(log, "q4-x", "support", 1_000_000, new OutputReleased(Gate.AUTONOMOUS, null));
        task(log, "q4-y", "support", 1_000_000, new OutputReleased(Gate.AUTONOMOUS, null));
        log.add(
                "budget/agent-day/clerk",
                new BudgetExhausted(
                        new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/2026-11-10"),
                        usd(5_000_000),
                        usd(0),
                        new TaskId("q4-y")));
        log.add("ai-system/chat", registered("chat", "Chat of the desk"));
        log.add(
                "bias/workflow/letters",
                checked("letters", -0.08, -0.15, -0.01),
                finding("letters", "2026-12-01T00:00:00Z"));
        log.add("model/small", new ModelVersionSeen(DEPLOYMENT, "small-2026-11", new TaskId("q4-0")));
        return log;
    }

    /** Policy, workflows, cap, baseline and one high-risk system that somebody oversees, in July 2026. */
    static MemoryLog begun() {
        MemoryLog log = new MemoryLog().at("2026-07-02T08:00:00Z");
        log.add("policy", new PolicyActivated(POLICY.version(), DOCUMENT));
        log.add("workflow/support", new WorkflowRegistered(new WorkflowId("support"), "Answers", Gate.AUTONOMOUS));
        log.add(
                "workflow/letters",
                new WorkflowRegistered(new WorkflowId("letters"), "Letters", Gate.HUMAN_IN_THE_LOOP));
        log.add(
                "budget/company-month/company",
                new BudgetCapSet(BudgetScope.Kind.COMPANY_MONTH, BudgetScope.COMPANY, usd(80_000_000)));
        log.add("value/letters", baseline("letters", 10_000_000));
        log.add("ai-system/hiring", registered("hiring", "Hiring"), classified("hiring", RiskClass.HIGH_RISK));
        log.add(
                "ai-system/hiring",
                new OverseerAssigned(
                        "hiring",
                        new OversightAssignment(
                                "o-1",
                                "lead",
                                "ten years",
                                "2026-06",
                                "may stop it",
                                LocalDate.of(2026, 7, 1),
                                null,
                                null),
                        "ada"));
        return log;
    }

    static Event baseline(String workflow, long cost) {
        return new BaselineSet(
                new WorkflowId(workflow),
                new Baseline(LocalDate.of(2026, 1, 1), usd(cost), null, null, usd(36_000_000), "a study"),
                "ada");
    }

    static void letter(MemoryLog log, String id, Event decision, long millis) {
        task(
                log,
                id,
                "letters",
                2_000_000,
                new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                new ReviewTimed("ann", null, millis),
                decision);
    }

    static void task(MemoryLog log, String id, String workflow, long cost, Event... last) {
        task(log, id, workflow, usd(cost), last);
    }

    static void task(MemoryLog log, String id, String workflow, Micros cost, Event... last) {
        String stream = "task/" + id;
        log.add(
                stream,
                new TaskOpened(
                        new TaskId(id),
                        TaskKind.INFERENCE,
                        CLERK,
                        new WorkflowId(workflow),
                        new SessionId("s-1"),
                        null,
                        content("q-" + id),
                        POLICY.version()),
                new RoutingDecided(
                        new RoutingFacts(
                                CLERK,
                                new WorkflowId(workflow),
                                new RequestFacts("auto", 2, 40, 200, null, false, false),
                                Sensitivity.ORDINARY,
                                null,
                                List.of(),
                                Instant.parse("2026-11-10T10:00:00Z")),
                        List.of(new Candidate(DEPLOYMENT, Tier.WORKER, 100, usd(50), usd(900))),
                        List.of()),
                new SpendReserved(cost, List.of(), List.of()),
                new InferenceCompleted(
                        DEPLOYMENT, "small-2026", new Usage(40, 7, false), cost, 321, "stop", content("a-" + id)),
                new SpendSettled(cost, cost));
        log.add(stream, last);
    }

    static Event verdict(boolean passed) {
        return new JudgeVerdictRecorded("rubric", 1, "judge", List.of(), passed, null);
    }

    static Micros usd(long amount) {
        return new Micros(amount, Currency.getInstance("USD"));
    }

    private static ContentRef content(String id) {
        return new ContentRef(new ContentId(id), "00", 12);
    }

    static Event registered(String system, String name) {
        return new SystemRegistered(
                system,
                new SystemDescription(
                        name,
                        "Sorts",
                        List.of(AiRole.DEPLOYER),
                        "hr",
                        "Acme",
                        List.of("DE"),
                        List.of(new SystemPart(SystemPart.Kind.WORKFLOW, "letters"))),
                SystemStatus.IN_SERVICE,
                "ada");
    }

    static Event classified(String system, RiskClass risk) {
        return new SystemClassified(
                system,
                new SystemFacts(List.of(AiRole.DEPLOYER), List.of(), null, null),
                "rules-1",
                "00",
                LocalDate.of(2026, 7, 2),
                new RiskVerdict(risk, RiskClass.MINIMAL, List.of(), List.of(), List.of(), List.of()),
                "ada");
    }

    static Event incident(String id, String due) {
        return new IncidentOpened(
                id,
                new Awareness(Instant.parse("2026-08-10T10:00:00Z"), "Z", Awareness.Party.DEPLOYER),
                new IncidentAssessment(IncidentCategory.HEALTH, false, CausalStatus.SUSPECTED, false),
                new ReportingClock(15, Instant.parse(due), "Art. 73(2)", false, null),
                List.of("DE"),
                "what happened",
                new IncidentLinks(List.of(), List.of(), List.of(), List.of()),
                "ada");
    }

    static Event reported(String id, String at) {
        return new IncidentReported(
                id,
                new Authority(Authority.Kind.MARKET_SURVEILLANCE, "Authority"),
                true,
                "r-1",
                Instant.parse(at),
                "ada");
    }

    static Event checked(String workflow, double value, double low, double high) {
        return checked(workflow, "female", value, low, high);
    }

    static Event checked(String workflow, String group, double value, double low, double high) {
        BiasSubject subject = new BiasSubject(BiasSubject.Kind.WORKFLOW, workflow);
        return new BiasChecked(
                "c-" + workflow,
                new BiasFacts(
                        subject,
                        "d-1",
                        "u-1",
                        List.of("granted"),
                        List.of(),
                        List.of(BiasMetric.STATISTICAL_PARITY_DIFFERENCE),
                        null,
                        BiasRules.USUAL,
                        List.of(),
                        Instant.parse("2026-11-10T10:00:00Z")),
                List.of(),
                List.of(new BiasResult(
                        BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                        BiasConvention.AIF360,
                        "sex",
                        group,
                        "male",
                        310,
                        690,
                        value,
                        new BiasResult.Interval(low, high, "Newcombe"),
                        null,
                        null,
                        List.of(),
                        null,
                        BiasVerdict.NO_BOUND,
                        null)),
                "ada");
    }

    static Event finding(String workflow, String due) {
        return new BiasFindingOpened(
                "f-" + workflow,
                "c-" + workflow,
                new BiasSubject(BiasSubject.Kind.WORKFLOW, workflow),
                BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                "sex",
                "female",
                -0.08,
                new BiasBound(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, -0.05, 0.05),
                "risk",
                Instant.parse(due));
    }

    /** A report on 2026-Q4 that was asked for in January. */
    static BoardOrder order(MemoryLog log) {
        return order(log, new Quarter(2026, 4), "2027-01-15T09:00:00Z");
    }

    static BoardOrder order(MemoryLog log, Quarter quarter, String asked) {
        Instant at = Instant.parse(asked);
        return new BoardOrder(quarter, BoardOrder.UTC, at.isBefore(quarter.to(BoardOrder.UTC)), log.checkpoint(), at);
    }

    static BoardReport report(MemoryLog log, BoardOrder order) {
        Thresholds thresholds = Thresholds.of(log, log.size(), order.quarter(), order.from());
        return BoardReport.of(new BoardReader(log, order).read(thresholds, null, done -> {}));
    }

    private static String resource() {
        try (InputStream in =
                Objects.requireNonNull(Company.class.getResourceAsStream("/dev/chancery/reports/pack/policy.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
