package dev.chancery.folds;

import static dev.chancery.folds.Streams.ANSWER;
import static dev.chancery.folds.Streams.SUPPORT;
import static dev.chancery.folds.Streams.TRIAGE;
import static dev.chancery.folds.Streams.USD;
import static dev.chancery.folds.Streams.candidate;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.content;
import static dev.chancery.folds.Streams.failed;
import static dev.chancery.folds.Streams.redacted;
import static dev.chancery.folds.Streams.reserved;
import static dev.chancery.folds.Streams.routed;
import static dev.chancery.folds.Streams.settled;
import static dev.chancery.folds.Streams.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.event.ContentEvent.ContentDisclosed;
import dev.chancery.contracts.event.ContentEvent.ContentExpired;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReported;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.LogEvent.LogKeyRotated;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.SystemStatusChanged;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Figures;
import dev.chancery.folds.figure.Measure;
import dev.chancery.folds.figure.Measure.Basis;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {

    private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant OVER = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant BEFORE = BEGIN.minusSeconds(60);
    private static final Instant WITHIN = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant AFTER = OVER.plusSeconds(60);
    private static final Event RELEASED = new OutputReleased(Gate.AUTONOMOUS, null);
    private static final Event HELD = new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE);
    private static final GateEvidence EVIDENCE = new GateEvidence(50, 48, 0.9);

    /** The policy p1 knows the vendor of one deployment. */
    private static SortedMap<String, String> vendors(String document) {
        return new TreeMap<>(Map.of("small", document));
    }

    /** A log whose events come one second apart, from an instant on. */
    private static final class Log {
        private final List<Recorded> events = new ArrayList<>();
        private final Map<String, Long> sequences = new HashMap<>();
        private Instant at = BEFORE;

        Log at(Instant instant) {
            at = instant;
            return this;
        }

        Log add(String stream, Event... all) {
            for (Event event : all) {
                long position = events.size();
                long sequence = sequences.merge(stream, 0L, (old, zero) -> old + 1);
                events.add(new Recorded(position, "id-" + position, stream, sequence, at, event));
                at = at.plusSeconds(1);
            }
            return this;
        }

        Log task(String id, Event... all) {
            add("task/" + id, opened(id, TaskKind.INFERENCE, TRIAGE));
            return add("task/" + id, all);
        }

        FigureSheet sheet() {
            return sheet(new FigureQuery(BEGIN, OVER, events.size()));
        }

        FigureSheet sheet(FigureQuery query) {
            Figures figures = new Figures(query, FiguresTest::vendors);
            events.forEach(figures::take);
            return figures.sheet();
        }
    }

    private static Event opened(String id, TaskKind kind, WorkflowId workflow) {
        return new TaskOpened(
                new TaskId(id),
                kind,
                SUPPORT,
                workflow,
                new SessionId("s-1"),
                null,
                content("request"),
                new PolicyVersion("p1"));
    }

    private static Event[] served(long cost, Event... last) {
        List<Event> events = new ArrayList<>(List.of(
                routed(candidate("small", Tier.FILTER)), reserved(900), completed("small", cost), settled(900, cost)));
        events.addAll(List.of(last));
        return events.toArray(Event[]::new);
    }

    private static String number(FigureSheet sheet, Measure measure, String... parameters) {
        return number(sheet.get(measure, parameters));
    }

    private static String number(Figure figure) {
        return (figure.value() == null ? "none" : figure.value().toPlainString())
                + (figure.of() == null ? "" : "/" + figure.of().toPlainString()) + " " + figure.unit();
    }

    @Test
    void countsTasksOfThePeriodByWhatIsKnownOfThemAtTheEndOfTheRange() {
        // given tasks before and within the period; one is decided about when the period is over
        Log log = new Log();
        log.task("before", served(10, RELEASED));
        log.at(WITHIN).task("released", served(10, RELEASED));
        log.task("refused", new TaskRefused(new Refusal.InputRejected("no"), List.of()));
        log.task("open");
        log.task("late", served(10, HELD));
        long then = log.events.size();
        log.at(AFTER).add("task/late", new ReviewTimed("ann", null, 9_000L), new OutputApproved("ann", "yes"));
        log.task("after", served(10, RELEASED));
        // when
        FigureSheet thenKnown = log.sheet(new FigureQuery(BEGIN, OVER, then));
        FigureSheet nowKnown = log.sheet();
        // then
        assertThat(number(thenKnown, Measure.TASKS_OPENED)).isEqualTo("4 tasks");
        assertThat(number(thenKnown, Measure.TASKS_DELIVERED)).isEqualTo("1/4 tasks/tasks");
        assertThat(number(thenKnown, Measure.TASKS_BY_STATE, "state", "HELD")).isEqualTo("1 tasks");
        assertThat(number(nowKnown, Measure.TASKS_DELIVERED)).isEqualTo("2/4 tasks/tasks");
        assertThat(number(nowKnown, Measure.TASKS_BY_STATE, "state", "HELD")).isEqualTo("0 tasks");
        assertThat(number(nowKnown, Measure.TASKS_BY_STATE, "state", "OPENED")).isEqualTo("1 tasks");
        assertThat(number(nowKnown, Measure.TASKS_REFUSED, "reason", "input_rejected"))
                .isEqualTo("1 tasks");
        assertThat(number(nowKnown, Measure.REVIEWS)).isEqualTo("0 decisions");
    }

    @Test
    void saysWhatTasksCostAndWhoWasPaid() {
        // given an answer with a judge and a failed call before it, one that is rejected, and a call of a tool that
        // costs
        Log log = new Log().add("policy", new PolicyActivated(new PolicyVersion("p1"), "acme"));
        log.at(WITHIN)
                .task(
                        "a",
                        routed(candidate("small", Tier.FILTER), candidate("big", Tier.ARCHITECT)),
                        reserved(900),
                        failed("small", 10),
                        new InferenceCompleted(
                                "small",
                                "s-1",
                                new Usage(40, 7, false, new UsageDetails(30, 0, 0, 0, 0, 0, usd(50))),
                                usd(20),
                                5,
                                "stop",
                                ANSWER),
                        new JudgeAnswered("big", "b-1", new Usage(9, 3, false), usd(70), 5),
                        settled(900, 100),
                        RELEASED);
        log.task("b", served(200, HELD, new OutputRejected("ann", "no")));
        log.add("task/c", opened("c", TaskKind.TOOL_CALL, new WorkflowId("desk")))
                .add(
                        "task/c",
                        new ToolCallRequested("crm", "find", "00", null),
                        reserved(5),
                        new ToolCallCompleted(ANSWER, false, 3, null),
                        settled(5, 4));
        // when
        FigureSheet sheet = log.sheet();
        // then
        String[] usd = {"currency", "USD"};
        assertThat(number(sheet, Measure.COST, usd)).isEqualTo("0.000304 USD");
        assertThat(number(sheet, Measure.COST_BY_TIER, "currency", "USD", "tier", "FILTER"))
                .isEqualTo("0.000230 USD");
        assertThat(number(sheet, Measure.COST_BY_TIER, "currency", "USD", "tier", "ARCHITECT"))
                .isEqualTo("0.000070 USD");
        assertThat(number(sheet, Measure.COST_BY_TIER, "currency", "USD", "tier", "NONE"))
                .isEqualTo("0.000004 USD");
        assertThat(number(sheet, Measure.COST_BY_VENDOR, "currency", "USD", "vendor", "acme"))
                .isEqualTo("0.000230/0.000304 USD/USD");
        assertThat(number(sheet, Measure.COST_BY_VENDOR, "currency", "USD", "vendor", "unknown"))
                .isEqualTo("0.000070/0.000304 USD/USD");
        assertThat(number(sheet, Measure.COST_BY_VENDOR, "currency", "USD", "vendor", "tools"))
                .isEqualTo("0.000004/0.000304 USD/USD");
        assertThat(number(sheet, Measure.COST_BY_WORKFLOW, "currency", "USD", "workflow", "desk"))
                .isEqualTo("0.000004 USD");
        assertThat(number(sheet, Measure.COST_PER_TASK, usd)).isEqualTo("0.000304/3 USD/tasks");
        assertThat(number(sheet, Measure.COST_PER_DELIVERED, usd)).isEqualTo("0.000304/2 USD/tasks");
        assertThat(number(sheet, Measure.COST_UNDELIVERED, usd)).isEqualTo("0.000200 USD");
        assertThat(number(sheet, Measure.COST_JUDGING, usd)).isEqualTo("0.000070 USD");
        assertThat(number(sheet, Measure.COST_FAILING, usd)).isEqualTo("0.000010 USD");
        assertThat(number(sheet, Measure.COST_REVISING, usd)).isEqualTo("0.000000 USD");
        assertThat(number(sheet, Measure.CACHE_SAVED, usd)).isEqualTo("0.000030 USD");
        assertThat(number(sheet, Measure.TOKENS_INPUT)).isEqualTo("89 tokens");
        assertThat(number(sheet, Measure.TOKENS_OUTPUT)).isEqualTo("17 tokens");
        // and nothing of a currency in which nothing was spent
        assertThat(sheet.find(Measure.COST, "currency", "EUR")).isEmpty();
        assertThatThrownBy(() -> sheet.get(Measure.COST, "currency", "EUR"))
                .hasMessageContaining("No fold gives cost.total");
    }

    @Test
    void holdsWorkAgainstWhatPeopleCostAndChargesLateReviews() {
        // given an hour of review costs 3.6 million, so a second 1,000
        Log log = new Log()
                .add(
                        "value/triage",
                        new BaselineSet(
                                TRIAGE,
                                new Baseline(
                                        LocalDate.of(2026, 1, 1), usd(9_000), null, null, usd(3_600_000), "a study"),
                                "ada"));
        log.at(WITHIN).task("a", served(100, RELEASED)).task("b", served(100, RELEASED));
        // when a person looks at the first when much else has been since
        log.add("task/a", new ReviewTimed("ann", null, 2_000L), new OutputReviewed("ann", Finding.RIGHT, "ok", null));
        FigureSheet sheet = log.sheet();
        // then
        String[] triage = {"currency", "USD", "workflow", "triage"};
        assertThat(number(sheet, Measure.WORTH_COMPARED, triage)).isEqualTo("2 tasks");
        assertThat(number(sheet, Measure.WORTH_BASELINE, triage)).isEqualTo("0.018000 USD");
        assertThat(number(sheet, Measure.WORTH_REVIEW, triage)).isEqualTo("0.002000 USD");
        assertThat(number(sheet, Measure.WORTH_NET, triage)).isEqualTo("0.015800 USD");
        assertThat(number(sheet, Measure.WORTH_NET_TOTAL, "currency", "USD")).isEqualTo("0.015800 USD");
        assertThat(number(sheet, Measure.WORTH_RETURN, "currency", "USD")).isEqualTo("0.015800/0.002200 USD/USD");
    }

    @Test
    void withoutABaselineNothingIsComparedAndNoNetIsTold() {
        FigureSheet sheet =
                new Log().at(WITHIN).task("a", served(100, RELEASED)).sheet();
        assertThat(number(sheet, Measure.WORTH_NET, "currency", "USD", "workflow", "triage"))
                .isEqualTo("none USD");
        assertThat(sheet.all(Measure.WORTH_RETURN)).isEmpty();
    }

    @Test
    void countsWhatPeopleDecidedAndHowFast() {
        // given times of 1, 4.9, 5 and 90 seconds, one that is not known, and one before the period
        Log log = new Log().add("task/x", new ReviewTimed("ann", null, 1L), new OutputApproved("ann", "yes"));
        log.at(WITHIN)
                .add("task/x", new ReviewTimed("ann", null, 1_000L), new OutputApproved("ann", "yes"))
                .add("task/x", new ReviewTimed("bob", null, 4_900L), new OutputApproved("bob", "yes"))
                .add("task/x", new ReviewTimed("bob", null, 5_000L), new OutputEdited("bob", "so", ANSWER))
                .add("task/x", new ReviewTimed("cyd", null, 90_000L), new OutputRejected("cyd", "no"))
                .add("task/x", new ReviewTimed("cyd", null, null), new OutputRejected("cyd", "no"))
                .add("task/x", new JudgeVerdictRecorded("r", 1, "j", List.of(), true, null))
                .add("task/x", new JudgeVerdictRecorded("r", 1, "j", List.of(), false, null));
        // when
        FigureSheet sheet = log.sheet();
        // then
        assertThat(number(sheet, Measure.REVIEWS)).isEqualTo("5 decisions");
        assertThat(number(sheet, Measure.REVIEWS_APPROVED)).startsWith("2/5 ");
        assertThat(number(sheet, Measure.REVIEWS_EDITED)).startsWith("1/5 ");
        assertThat(number(sheet, Measure.REVIEWS_REJECTED)).startsWith("2/5 ");
        assertThat(number(sheet, Measure.REVIEWS_UNSEEN)).isEqualTo("1 decisions");
        assertThat(number(sheet, Measure.DWELL_MEDIAN)).isEqualTo("4 s");
        assertThat(number(sheet, Measure.RUBBER_STAMPS)).startsWith("2/4 ");
        assertThat(number(sheet, Measure.VERDICTS_PASSED)).isEqualTo("1/2 verdicts/verdicts");
        assertThat(number(new Log().sheet(), Measure.DWELL_MEDIAN)).isEqualTo("none s");
        assertThat(number(new Log().sheet(), Measure.RUBBER_STAMPS)).startsWith("0/0 ");
    }

    @Test
    void aMedianIsExactToTheSecondWhateverTheNumberOfTimes() {
        Log log = new Log().at(WITHIN);
        for (int i = 0; i < 2_001; i++) {
            log.add("task/x", new ReviewTimed("ann", null, (i * 7919L % 2_001) * 1_000 + 999));
        }
        log.add("task/x", new ReviewTimed("ann", null, Duration.ofDays(400).toMillis()));
        log.add("task/x", new ReviewTimed("ann", null, Duration.ofHours(2).toMillis()));
        assertThat(number(log.sheet(), Measure.DWELL_MEDIAN)).isEqualTo("1001 s");
    }

    @Test
    void tellsHowMuchAutonomyWorkflowsHaveAndWhoMovedIt() {
        // given
        WorkflowId letters = new WorkflowId("letters");
        Log log = new Log()
                .add("workflow/triage", new WorkflowRegistered(TRIAGE, "p", Gate.SHADOW))
                .add("workflow/letters", new WorkflowRegistered(letters, "p", Gate.HUMAN_IN_THE_LOOP));
        log.at(WITHIN)
                .add("workflow/triage", moved(TRIAGE, Gate.SHADOW, Gate.HUMAN_IN_THE_LOOP, null))
                .add("workflow/triage", moved(TRIAGE, Gate.HUMAN_IN_THE_LOOP, Gate.AUTONOMOUS, null))
                .add(
                        "workflow/triage",
                        moved(TRIAGE, Gate.AUTONOMOUS, Gate.SHADOW, new Drift(Drift.Metric.COST, "1", 3)))
                .add("workflow/letters", moved(letters, Gate.HUMAN_IN_THE_LOOP, Gate.SHADOW, null))
                .add(
                        "workflow/letters",
                        new GateTransitionRefused(
                                letters, Gate.SHADOW, Gate.AUTONOMOUS, "ada", "no", EVIDENCE, null, null, null))
                .add("kill-switch", new KillSwitchPulled(new StopScope(StopScope.Kind.EVERYTHING, null), "x", "ada"))
                .add("budget", new BudgetCapSet(BudgetScope.Kind.COMPANY_MONTH, BudgetScope.COMPANY, usd(5_000_000)))
                .add("budget", new BudgetCapSet(BudgetScope.Kind.AGENT_DAY, "clerk", usd(1)))
                .add(
                        "budget",
                        new BudgetExhausted(
                                new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/2026-11-30"),
                                usd(1),
                                usd(0),
                                new TaskId("t")));
        log.at(AFTER).add("workflow/letters", moved(letters, Gate.SHADOW, Gate.HUMAN_IN_THE_LOOP, null));
        // when
        FigureSheet sheet = log.sheet();
        // then
        assertThat(number(sheet, Measure.GATES_RAISED)).isEqualTo("2 moves");
        assertThat(number(sheet, Measure.GATES_LOWERED)).isEqualTo("2 moves");
        assertThat(number(sheet, Measure.GATES_LOWERED_BY_THEMSELVES)).isEqualTo("1 moves");
        assertThat(number(sheet, Measure.GATES_REFUSED)).isEqualTo("1 moves");
        assertThat(number(sheet, Measure.WORKFLOWS_BY_GATE, "gate", "SHADOW")).isEqualTo("2 workflows");
        assertThat(number(sheet, Measure.WORKFLOWS_BY_GATE, "gate", "AUTONOMOUS"))
                .isEqualTo("0 workflows");
        assertThat(number(sheet, Measure.STOPS_PULLED)).isEqualTo("1 stops");
        assertThat(number(sheet, Measure.BUDGETS_EXHAUSTED)).isEqualTo("1 caps");
        assertThat(number(sheet, Measure.COMPANY_CAP, "currency", "USD")).isEqualTo("5.000000 USD");
    }

    private static Event moved(WorkflowId workflow, Gate from, Gate to, Drift drift) {
        return new GateTransitioned(workflow, from, to, "ada", "because", EVIDENCE, null, null, drift);
    }

    @Test
    void countsSystemsByTheClassThatTheRecordGivesThem() {
        // given one of high risk, one that was never classified, one that is gone, and one that came too late
        Log log = new Log().at(WITHIN);
        for (String system : List.of("hiring", "chat", "old")) {
            log.add("ai-system/" + system, registered(system));
        }
        SystemFacts facts = new SystemFacts(List.of(AiRole.DEPLOYER), List.of(), null, null);
        log.add("ai-system/hiring", classified("hiring", facts, RiskClass.HIGH_RISK))
                .add("ai-system/hiring", new SystemDescribed("hiring", described(AiRole.PROVIDER), "sold", "ada"))
                .add("ai-system/old", classified("old", facts, RiskClass.LIMITED))
                .add(
                        "ai-system/old",
                        new SystemStatusChanged(
                                "old", SystemStatus.PLANNED, SystemStatus.DECOMMISSIONED, "gone", "ada"));
        log.at(AFTER).add("ai-system/late", registered("late"));
        // when
        FigureSheet sheet = log.sheet();
        // then
        assertThat(number(sheet, Measure.SYSTEMS_BY_CLASS, "class", "HIGH_RISK"))
                .isEqualTo("1 systems");
        assertThat(number(sheet, Measure.SYSTEMS_BY_CLASS, "class", "UNCLASSIFIED"))
                .isEqualTo("1 systems");
        assertThat(number(sheet, Measure.SYSTEMS_BY_CLASS, "class", "LIMITED")).isEqualTo("0 systems");
        assertThat(number(sheet, Measure.SYSTEMS_BY_STATUS, "status", "DECOMMISSIONED"))
                .isEqualTo("1 systems");
        assertThat(number(sheet, Measure.SYSTEMS_BY_STATUS, "status", "PLANNED"))
                .isEqualTo("2 systems");
        assertThat(number(sheet, Measure.SYSTEMS_OUTDATED)).isEqualTo("1 systems");
    }

    private static Event registered(String system) {
        return new SystemRegistered(system, described(AiRole.DEPLOYER), SystemStatus.PLANNED, "ada");
    }

    private static SystemDescription described(AiRole role) {
        return new SystemDescription("Hiring", "Sorts", List.of(role), "hr", "Acme", List.of("DE"), List.of());
    }

    private static Event classified(String system, SystemFacts facts, RiskClass risk) {
        RiskVerdict verdict = new RiskVerdict(risk, RiskClass.MINIMAL, List.of(), List.of(), List.of(), List.of());
        return new SystemClassified(system, facts, "rules-1", "00", LocalDate.of(2026, 12, 1), verdict, "ada");
    }

    @Test
    void tellsWhatBecameOfTheClocksOfIncidents() {
        // given reported in time, missed, due later, nothing to report, and one that was closed when the period was
        // over
        Log log = new Log().at(BEFORE).add("incident/old", incident("old", BEFORE.plusSeconds(10)));
        log.at(WITHIN)
                .add("incident/met", incident("met", OVER.plusSeconds(86_400)))
                .add("incident/missed", incident("missed", WITHIN.plusSeconds(10)))
                .add("incident/due", incident("due", OVER.plusSeconds(864_000)))
                .add("incident/none", incident("none", null))
                .add("incident/old", new IncidentClosed("old", "found", "ada"));
        long then = log.events.size();
        log.at(AFTER)
                .add(
                        "incident/met",
                        new IncidentReported(
                                "met",
                                new Authority(Authority.Kind.MARKET_SURVEILLANCE, "MSA"),
                                true,
                                "1",
                                AFTER,
                                "ada"))
                .add("incident/met", new IncidentClosed("met", "found", "ada"));
        // when
        FigureSheet thenKnown = log.sheet(new FigureQuery(BEGIN, OVER, then));
        FigureSheet nowKnown = log.sheet();
        // then
        assertThat(number(nowKnown, Measure.INCIDENTS_OPENED)).isEqualTo("4 incidents");
        assertThat(number(thenKnown, Measure.INCIDENTS_BY_CLOCK, "clock", "MET"))
                .isEqualTo("0 incidents");
        assertThat(number(thenKnown, Measure.INCIDENTS_BY_CLOCK, "clock", "OPEN"))
                .isEqualTo("2 incidents");
        assertThat(number(nowKnown, Measure.INCIDENTS_BY_CLOCK, "clock", "MET")).isEqualTo("1 incidents");
        assertThat(number(nowKnown, Measure.INCIDENTS_BY_CLOCK, "clock", "MISSED"))
                .isEqualTo("1 incidents");
        assertThat(number(nowKnown, Measure.INCIDENTS_BY_CLOCK, "clock", "NOT_REQUIRED"))
                .isEqualTo("1 incidents");
        assertThat(number(nowKnown, Measure.INCIDENTS_CLOSED)).isEqualTo("1 incidents");
        assertThat(number(nowKnown, Measure.INCIDENTS_OPEN)).isEqualTo("4 incidents");
    }

    private static Event incident(String id, Instant due) {
        return new IncidentOpened(
                id,
                new Awareness(BEFORE, "Z", Awareness.Party.DEPLOYER),
                new IncidentAssessment(IncidentCategory.HEALTH, false, CausalStatus.SUSPECTED, false),
                new ReportingClock(due == null ? null : 15, due, "Art. 73(2)", false, null),
                List.of("DE"),
                "what happened",
                new IncidentLinks(List.of(), List.of(), List.of(), List.of()),
                "ada");
    }

    @Test
    void countsFindingsOfBias() {
        // given one from before that is overdue, one that is resolved, one that is closed when the period is over
        Log log = new Log().add("bias/workflow/x", finding("old", WITHIN));
        log.at(WITHIN)
                .add("bias/workflow/x", finding("resolved", AFTER), finding("late", AFTER))
                .add("bias/workflow/x", closed("resolved", BiasFindingClosed.Outcome.RESOLVED));
        log.at(AFTER).add("bias/workflow/x", closed("late", BiasFindingClosed.Outcome.ACCEPTED));
        // when
        FigureSheet sheet = log.sheet();
        // then
        assertThat(number(sheet, Measure.BIAS_OPENED)).isEqualTo("2 findings");
        assertThat(number(sheet, Measure.BIAS_CLOSED, "outcome", "RESOLVED")).isEqualTo("1 findings");
        assertThat(number(sheet, Measure.BIAS_CLOSED, "outcome", "ACCEPTED")).isEqualTo("0 findings");
        assertThat(number(sheet, Measure.BIAS_OPEN)).isEqualTo("2 findings");
        assertThat(number(sheet, Measure.BIAS_OVERDUE)).isEqualTo("1 findings");
    }

    private static final BiasSubject LENDING = new BiasSubject(BiasSubject.Kind.WORKFLOW, "x");

    private static Event finding(String id, Instant due) {
        return new BiasFindingOpened(
                id,
                "c-1",
                LENDING,
                BiasMetric.STATISTICAL_PARITY_DIFFERENCE,
                "sex",
                "female",
                -0.2,
                new BiasBound(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, -0.05, 0.05),
                "risk",
                due);
    }

    private static Event closed(String id, BiasFindingClosed.Outcome outcome) {
        return new BiasFindingClosed(id, LENDING, outcome, null, "because", "ada");
    }

    @Test
    void countsWhatTheRecordSaysOfItself() {
        // given
        Erased erased = new Erased(3, "00", List.of());
        Log log = new Log().at(WITHIN);
        log.task("a", redacted(), redacted(), routed(candidate("small", Tier.FILTER)), reserved(9))
                .add(
                        "task/a",
                        new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, usd(9), null),
                        new DeliveryAbandoned(AbandonCause.FAULT),
                        new ContentDisclosed(new ContentId("c-1"), "ada", "review"))
                .add("model/small", new ModelVersionSeen("small", "s-1", new TaskId("a")))
                .add(
                        "erasure/e",
                        new ErasureRequested("e", new ContentScope(ContentScope.Kind.SUBJECT, "p"), "Art. 17", "ada"),
                        new ErasureCompleted(erased, "head"))
                .add(
                        "retention/triage",
                        new ContentExpired(TRIAGE, "standard", 365, BEFORE, erased, new PolicyVersion("p1")))
                .add("export/x", new ExportCompleted("00", 1, "VERIFIED"))
                .add("export/y", new ExportAbandoned(AbandonCause.PROCESS_ENDED))
                .add("log", new LogKeyRotated("a", "b", "ada"))
                .add("log", new LogRestored("a", "b", "k", 100, 107, null, List.of(), "s", "ada", "disk"));
        log.at(AFTER).add("log", new LogKeyRotated("b", "c", "ada"));
        // when
        FigureSheet sheet = log.sheet();
        // then
        assertThat(number(sheet, Measure.REDACTIONS, "type", "EMAIL_ADDRESS")).isEqualTo("4 finds");
        assertThat(number(sheet, Measure.REDACTIONS_TOTAL)).isEqualTo("4 finds");
        assertThat(number(sheet, Measure.MODEL_VERSIONS)).isEqualTo("1 versions");
        assertThat(number(sheet, Measure.ERASURES)).isEqualTo("1 erasures");
        assertThat(number(sheet, Measure.CONTENTS_ERASED)).isEqualTo("3 texts");
        assertThat(number(sheet, Measure.CONTENTS_EXPIRED)).isEqualTo("3 texts");
        assertThat(number(sheet, Measure.DISCLOSURES)).isEqualTo("1 texts");
        assertThat(number(sheet, Measure.EXPORTS)).isEqualTo("1 packs");
        assertThat(number(sheet, Measure.ACTS_ABANDONED, "act", "TASK")).isEqualTo("1 acts");
        assertThat(number(sheet, Measure.ACTS_ABANDONED, "act", "DELIVERY")).isEqualTo("1 acts");
        assertThat(number(sheet, Measure.ACTS_ABANDONED, "act", "EXPORT")).isEqualTo("1 acts");
        assertThat(number(sheet, Measure.LOG_EVENTS)).isEqualTo("16 events");
        assertThat(number(sheet, Measure.LOG_SIZE)).isEqualTo("17 events");
        assertThat(number(sheet, Measure.LOG_KEYS)).isEqualTo("1 keys");
        assertThat(number(sheet, Measure.LOG_LOSSES)).isEqualTo("1 losses");
        assertThat(number(sheet, Measure.LOG_LOST)).isEqualTo("7 events");
        // and an abandoned task cost what was reserved
        assertThat(number(sheet, Measure.COST, "currency", "USD")).isEqualTo("0.000009 USD");
    }

    @Test
    void aFigureSaysWhatItIsOfAndByWhichFolds() {
        Figure figure = new Log().sheet().get(Measure.TASKS_OPENED);
        assertThat(figure.query()).isEqualTo(new FigureQuery(BEGIN, OVER, 0));
        assertThat(figure.folds().toString()).contains("figures-tasks", "task-summaries");
        assertThat(Measure.of("tasks.opened")).contains(Measure.TASKS_OPENED);
        assertThat(Measure.of("tasks.invented")).isEmpty();
        assertThat(Arrays.stream(Measure.values()).map(Measure::id)).doesNotHaveDuplicates();
    }

    @Test
    void readsEveryEventOfTheRangeAndNoOther() {
        // given
        Log log = new Log().at(WITHIN).task("a", served(10, RELEASED));
        Figures figures = new Figures(new FigureQuery(BEGIN, OVER, 3), FiguresTest::vendors);
        // when and then
        assertThatThrownBy(() -> figures.take(log.events.get(1))).isInstanceOf(IllegalArgumentException.class);
        figures.take(log.events.get(0));
        assertThatThrownBy(figures::sheet).isInstanceOf(IllegalStateException.class);
        log.events.subList(1, log.events.size()).forEach(figures::take);
        assertThat(number(figures.sheet(), Measure.LOG_SIZE)).isEqualTo("3 events");
    }

    @Test
    void aPeriodIsOneThatCanBeTold() {
        assertThatThrownBy(() -> new FigureQuery(OVER, BEGIN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FigureQuery(BEGIN, BEGIN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FigureQuery(BEGIN, OVER, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FigureQuery(BEGIN, OVER.plusNanos(1), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FigureQuery(BEGIN, Instant.MAX, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Tasks of several days whose commits lie between each other's, some decided about days later, some never ended. */
    private static Log random(long seed) {
        Random random = new Random(seed);
        Log log = new Log()
                .at(BEGIN.minusSeconds(7_200))
                .add("policy", new PolicyActivated(new PolicyVersion("p1"), "acme"))
                .add(
                        "value/triage",
                        new BaselineSet(
                                TRIAGE,
                                new Baseline(LocalDate.of(2026, 1, 1), usd(777), null, null, usd(36_001), "a study"),
                                "ada"));
        List<List<Event[]>> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            tasks.add(new ArrayList<>(commits(i, random)));
        }
        List<Integer> underWay = new ArrayList<>();
        int begun = 0;
        while (begun < tasks.size() || !underWay.isEmpty()) {
            if (begun < tasks.size() && (underWay.isEmpty() || random.nextInt(3) == 0)) {
                underWay.add(begun++);
            }
            int chosen = underWay.get(random.nextInt(underWay.size()));
            log.add("task/t-" + chosen, tasks.get(chosen).removeFirst());
            log.at(log.at.plusSeconds(random.nextInt(900)));
            if (tasks.get(chosen).isEmpty()) {
                underWay.remove((Integer) chosen);
            }
        }
        return log.at(log.at.plusSeconds(864_000)).add("log", new LogKeyRotated("a", "b", "ada"));
    }

    private static List<Event[]> commits(int task, Random random) {
        WorkflowId workflow = random.nextBoolean() ? TRIAGE : new WorkflowId("letters");
        Event opened = opened("t-" + task, TaskKind.INFERENCE, workflow);
        String deployment = random.nextBoolean() ? "small" : "big";
        Event route = routed(candidate("small", Tier.FILTER), candidate("big", Tier.ARCHITECT));
        long cost = random.nextInt(800);
        Event[] opening = {opened, redacted(), route, reserved(900)};
        Event timed = new ReviewTimed("ann", null, random.nextBoolean() ? null : (long) random.nextInt(400_000));
        Event done = completed(deployment, cost);
        Event paid = settled(900, cost);
        return switch (random.nextInt(8)) {
            case 0 ->
                List.<Event[]>of(new Event[] {opened, new TaskRefused(new Refusal.NoPermittedModel("m"), List.of())});
            case 1 -> List.<Event[]>of(opening);
            case 2 -> List.of(opening, new Event[] {failed(deployment, cost), paid, new TaskFailed("nobody")});
            case 3 ->
                List.of(opening, new Event[] {
                    new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, usd(900), null)
                });
            case 4 -> List.of(opening, new Event[] {done, paid, new OutputShadowed(Gate.SHADOW)});
            case 5 ->
                List.of(opening, new Event[] {done, paid, RELEASED}, new Event[] {
                    timed, new OutputReviewed("ann", Finding.WRONG, "no", null)
                });
            case 6 ->
                List.of(opening, new Event[] {done, paid, HELD}, new Event[] {
                    timed, new OutputEdited("ann", "so", ANSWER)
                });
            default ->
                List.of(
                        opening,
                        new Event[] {done, paid, HELD},
                        random.nextBoolean()
                                ? new Event[] {timed, new OutputApproved("ann", "yes")}
                                : new Event[] {new OutputRejected("ann", "no")});
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theFiguresOfTwoHalvesAddUpToThoseOfTheWhole(long seed) {
        // given
        Log log = random(seed);
        Instant middle = BEGIN.plusSeconds(86_400);
        Instant over = BEGIN.plusSeconds(172_800);
        long end = log.events.size();
        // when
        FigureSheet first = log.sheet(new FigureQuery(BEGIN, middle, end));
        FigureSheet second = log.sheet(new FigureQuery(middle, over, end));
        FigureSheet whole = log.sheet(new FigureQuery(BEGIN, over, end));
        // then
        assertThat(whole.get(Measure.TASKS_OPENED).value()).isGreaterThan(BigDecimal.valueOf(100));
        for (Figure figure : whole.all()) {
            Measure measure = figure.measure();
            String[] parameters = figure.parameters().entrySet().stream()
                    .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
                    .toArray(String[]::new);
            if (measure.basis() == Basis.STANDING_AT_END) {
                assertThat(number(second, measure, parameters)).as(measure.id()).isEqualTo(number(figure));
            } else if (measure != Measure.DWELL_MEDIAN && figure.value() != null) {
                BigDecimal sum = value(first, measure, parameters).add(value(second, measure, parameters));
                assertThat(sum).as("%s", figure).isEqualByComparingTo(figure.value());
            }
        }
    }

    private static BigDecimal value(FigureSheet sheet, Measure measure, String... parameters) {
        return sheet.find(measure, parameters).map(Figure::value).orElse(BigDecimal.ZERO);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void costsAndWorthAreThoseOfTheReadModelOfSpend(long seed) {
        // given
        Log log = random(seed);
        Instant over = BEGIN.plusSeconds(172_800);
        List<LocalDate> days = List.of(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 2));
        Map<SpendDays.Key, Spend.Total> spend = spend(log.events);
        // when
        FigureSheet sheet = log.sheet(new FigureQuery(BEGIN, over, log.events.size()));
        // then
        long total = 0;
        List<WorkflowWorth.Day> worth = new ArrayList<>();
        for (Map.Entry<SpendDays.Key, Spend.Total> each : spend.entrySet()) {
            boolean counts =
                    days.contains(each.getKey().day()) && each.getKey().dimension() == SpendDays.Dimension.WORKFLOW;
            Spend.Outcomes outcomes = each.getValue().outcomes();
            total += counts ? each.getValue().amount().amount() : 0;
            if (counts && each.getKey().id().equals(TRIAGE.value())) {
                worth.add(new WorkflowWorth.Day(
                        each.getKey().day(),
                        outcomes.delivered(),
                        each.getValue().amount(),
                        outcomes.reviews() - outcomes.timedReviews(),
                        outcomes.reviewMillis()));
            }
        }
        WorkflowWorth expected = WorkflowWorth.of(worth, Optional.of(baselines(log.events)));
        assertThat(sheet.get(Measure.COST, "currency", "USD").value()).isEqualTo(BigDecimal.valueOf(total, 6));
        assertThat(expected.reviewCost()).isNotNull().isGreaterThan(Micros.zero(USD));
        assertThat(sheet.get(Measure.WORTH_REVIEW, "currency", "USD", "workflow", "triage")
                        .value())
                .isEqualTo(BigDecimal.valueOf(expected.reviewCost().amount(), 6));
        assertThat(sheet.get(Measure.WORTH_NET, "currency", "USD", "workflow", "triage")
                        .value())
                .isEqualTo(BigDecimal.valueOf(expected.net().amount(), 6));
    }

    private static Baselines.OfWorkflow baselines(List<Recorded> log) {
        Baselines fold = new Baselines();
        Baselines.OfWorkflow baselines = null;
        for (Recorded recorded : log) {
            Step step = Step.of(recorded);
            baselines = fold.keys(step).contains(TRIAGE) ? fold.apply(TRIAGE, baselines, step) : baselines;
        }
        return baselines;
    }

    private static Map<SpendDays.Key, Spend.Total> spend(List<Recorded> log) {
        SpendDays fold = new SpendDays();
        TaskSummaries summaries = new TaskSummaries();
        Map<TaskId, TaskSummary> tasks = new HashMap<>();
        Map<SpendDays.Key, Spend.Total> totals = new HashMap<>();
        for (Recorded recorded : log) {
            for (TaskId task : summaries.keys(recorded)) {
                TaskSummary before = tasks.get(task);
                TaskSummary after = summaries.apply(task, before, recorded);
                tasks.put(task, after);
                Step step = new Step(recorded, before, after);
                fold.keys(step).forEach(key -> totals.put(key, fold.apply(key, totals.get(key), step)));
            }
        }
        return totals;
    }

    @Test
    void statesOfTasksAreThoseOfTheReadModel() {
        // given
        Log log = random(21);
        Map<TaskState, Long> states = new TreeMap<>();
        for (TaskState state : TaskState.values()) {
            states.put(state, 0L);
        }
        TaskSummaries summaries = new TaskSummaries();
        for (int i = 0; i < 300; i++) {
            String stream = "task/t-" + i;
            TaskSummary task = summaries.of(
                    log.events.stream().filter(r -> r.stream().equals(stream)).toList());
            if (task != null && !task.origin().at().isBefore(BEGIN)) {
                states.merge(task.standing().state(), 1L, Long::sum);
            }
        }
        // when
        FigureSheet sheet = log.sheet();
        // then
        states.forEach((state, count) -> assertThat(number(sheet, Measure.TASKS_BY_STATE, "state", state.name()))
                .isEqualTo(count + " tasks"));
        assertThat(Collections.max(states.values())).isLessThan(200);
    }
}
