package dev.chancery.views;

import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.outcome;
import static dev.chancery.views.TaskLog.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.CalibrationEvent.CaseSeeded;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.PolicyEvent.PolicyRejected;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.fact.VerdictDecision;
import dev.chancery.query.contracts.FindDuePairs;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.FindSpend;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.contracts.RegistryQuery.FindBudgets;
import dev.chancery.query.contracts.RegistryQuery.FindGateEvidence;
import dev.chancery.query.contracts.RegistryQuery.FindModelVersions;
import dev.chancery.query.contracts.RegistryQuery.FindOversight;
import dev.chancery.query.contracts.RegistryQuery.FindPolicies;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskQuery.FindTask;
import dev.chancery.query.contracts.TaskQuery.FindTaskEvents;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.views.FailingDataSource.Fault;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewKeeperTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        dataSource = postgres.getPostgresDatabase();
        ViewsSchema.migrate(dataSource);
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute(
                "TRUNCATE views.token, views.task, views.spend, views.spend_day, views.entry, views.act, views.dead_letter");
    }

    @Test
    void findsTasksByWhatTheyAreAndPageByPage() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(7), 0, 40);
        keeping(log, dataSource).close();
        TaskQueries queries = new TaskQueries(new ViewKeeper(dataSource, log).views(), log);

        // when
        TaskPageView first = queries.handle(new FindTasks(null, null, null, null, null, 15));
        TaskPageView rest = queries.handle(new FindTasks(null, null, null, null, first.next(), 200));

        // then every task is on one page, the newest first
        List<String> all = new ArrayList<>();
        first.tasks().forEach(task -> all.add(task.task()));
        rest.tasks().forEach(task -> all.add(task.task()));
        assertThat(all).hasSize(40).startsWith("t39", "t38").endsWith("t1", "t0");
        assertThat(rest.next()).isNull();
        assertThat(queries.handle(new FindTasks(
                                new WorkflowId("workflow-1"),
                                new AgentId("agent-2"),
                                TaskState.RELEASED,
                                "model-1",
                                null,
                                50))
                        .tasks())
                .extracting(TaskSummaryView::task)
                .containsExactly("t37", "t7");
        assertThat(queries.handle(new FindTasks(null, null, TaskState.FAILED, null, null, 50))
                        .tasks())
                .isEmpty();
    }

    @Test
    void findsTasksByKindSessionLabelAndTime() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(100), 0, 4);
        log.append("task/t1", new TaskClassified(new Classification("card_lost", 0.9, "scorer")));
        log.append("task/call", array(heldCall("call")));
        keeping(log, dataSource).close();
        TaskQueries queries = new TaskQueries(new ViewKeeper(dataSource, log).views(), log);
        Instant second = queries.handle(new FindTask(new TaskId("t1"))).openedAt();
        Instant third = queries.handle(new FindTask(new TaskId("t2"))).openedAt();

        // then
        assertThat(found(queries, TaskKind.TOOL_CALL, null, null, null, null)).containsExactly("call");
        assertThat(found(queries, TaskKind.INFERENCE, null, null, null, null)).containsExactly("t3", "t2", "t1", "t0");
        assertThat(found(queries, null, "s-2", null, null, null)).containsExactly("t2");
        assertThat(found(queries, null, null, "card_lost", null, null)).containsExactly("t1");
        assertThat(found(queries, null, null, "card_lost", third, null)).isEmpty();
        assertThat(found(queries, null, null, null, second, third)).containsExactly("t1");
        assertThat(found(queries, null, null, null, null, second)).containsExactly("t0");
    }

    private static List<String> found(
            TaskQueries queries, TaskKind kind, String session, String label, Instant from, Instant to) {
        return queries
                .handle(new FindTasks(
                        null,
                        null,
                        null,
                        null,
                        kind,
                        session == null ? null : new SessionId(session),
                        label,
                        from,
                        to,
                        null,
                        50))
                .tasks()
                .stream()
                .map(TaskSummaryView::task)
                .toList();
    }

    private static List<Event> heldCall(String task) {
        TaskOpened opened = (TaskOpened) opening(0).getFirst();
        return List.of(
                new TaskOpened(
                        new TaskId(task),
                        TaskKind.TOOL_CALL,
                        opened.agent(),
                        opened.workflow(),
                        new SessionId("s-call"),
                        null,
                        opened.request(),
                        opened.policy()),
                new ToolCallHeld("crm/erase"));
    }

    @Test
    void whatWaitsIsFoundByWhatIsToBeDecided() throws Exception {
        // given a held output, a call, and a delivered output that was sampled
        MemoryLog log = new MemoryLog(100);
        log.append("task/t0", array(opening(0)));
        log.append("task/t0", array(outcome(0, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))));
        log.append("task/call", array(heldCall("call")));
        log.append("task/t1", array(opening(1)));
        log.append("task/t1", array(outcome(1, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE))));
        log.append("task/t1", new OutputSampled(0.5));
        keeping(log, dataSource).close();
        TaskQueries queries = new TaskQueries(new ViewKeeper(dataSource, log).views(), log);

        // then
        assertThat(waiting(queries, null)).containsExactly("t0", "call", "t1");
        assertThat(waiting(queries, Waiting.OUTPUT)).containsExactly("t0");
        assertThat(waiting(queries, Waiting.TOOL_CALL)).containsExactly("call");
        assertThat(waiting(queries, Waiting.TOOL_RESULT)).isEmpty();
        assertThat(waiting(queries, Waiting.DELIVERED)).containsExactly("t1");
    }

    private static List<String> waiting(TaskQueries queries, Waiting waiting) {
        return queries.handle(new FindReviews(null, waiting, null, 50)).reviews().stream()
                .map(TaskSummaryView::task)
                .toList();
    }

    @Test
    void oneTaskIsReadFromItsStreamAndNeverBehind() {
        // given a log that no keeper follows
        MemoryLog log = tasks(new MemoryLog(7), 3, 4);
        TaskQueries queries = new TaskQueries(new ViewKeeper(dataSource, log).views(), log);

        // when
        TaskSummaryView task = queries.handle(new FindTask(new TaskId("t3")));

        // then
        assertThat(task.state()).isEqualTo(TaskState.RELEASED);
        assertThat(task.cost()).isEqualTo(usd(3));
        assertThat(task.output()).isEqualTo("a3");
        assertThat(queries.handle(new FindTaskEvents(new TaskId("t3"))).events())
                .hasSize(8);
        assertThat(queries.handle(new FindTask(new TaskId("nobody")))).isNull();
    }

    @Test
    void reviewsWaitInTheOrderOfTheirOpeningUntilDecided() throws Exception {
        // given
        MemoryLog log = new MemoryLog(100);
        for (int n = 0; n < 3; n++) {
            log.append("task/t" + n, array(opening(n)));
            log.append("task/t" + n, array(outcome(n, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))));
        }
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            TaskQueries queries = new TaskQueries(new ViewKeeper(dataSource, log).views(), log);
            assertThat(queries.handle(new FindReviews(null, null, 50)).reviews())
                    .extracting(TaskSummaryView::task)
                    .containsExactly("t0", "t1", "t2");

            // when
            log.append("task/t1", new OutputApproved("ann", "right"));
            keeper.await(log.size(), SOON);

            // then
            assertThat(queries.handle(new FindReviews(null, null, 50)).reviews())
                    .extracting(TaskSummaryView::task)
                    .containsExactly("t0", "t2");
        }
    }

    @Test
    void deliveredOutputsThatWereSampledWaitAmongTheReviewsUntilLookedAt() throws Exception {
        // given
        MemoryLog log = new MemoryLog(100);
        for (int n = 0; n < 3; n++) {
            log.append("task/t" + n, array(opening(n)));
            log.append(
                    "task/t" + n,
                    array(outcome(
                            n,
                            n == 1
                                    ? new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE)
                                    : new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE))));
        }
        log.append("task/t0", new OutputSampled(0.5));
        log.append("task/t2", new OutputSampled(0.5));
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            TaskQueries queries = new TaskQueries(keeper.views(), log);
            assertThat(queries.handle(new FindReviews(null, null, 50)).reviews())
                    .extracting(TaskSummaryView::task)
                    .containsExactly("t0", "t1", "t2");
            assertThat(queries.handle(new FindReviews(null, null, 2)).reviews()).hasSize(2);
            assertThat(queries.handle(new FindReviews(new WorkflowId("nothing"), null, 50))
                            .reviews())
                    .isEmpty();

            // when
            log.append("task/t0", new OutputReviewed("ann", Finding.WRONG, "no", null));
            keeper.await(log.size(), SOON);

            // then
            assertThat(queries.handle(new FindReviews(null, null, 50)).reviews())
                    .extracting(TaskSummaryView::task)
                    .containsExactly("t1", "t2");
            assertThat(new RegistryQueries(log, keeper)
                            .handle(new FindOversight())
                            .reviewers())
                    .singleElement()
                    .satisfies(reviewer -> {
                        assertThat(reviewer.reviewer()).isEqualTo("ann");
                        assertThat(reviewer.overrideShare()).isEqualTo(1);
                    });
        }
    }

    @Test
    void pairsAreDueUntilAJudgeIsAskedAndThenCounted() throws Exception {
        // given
        MemoryLog log = new MemoryLog(100);
        for (int n : List.of(0, 3, 6, 9)) {
            log.append("task/t" + n, array(opening(n)));
            log.append("task/t" + n, array(outcome(n, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))));
            log.append("task/t" + n, new OutputPaired(1), new OutputEdited("ann", "tone", TaskLog.content("e" + n)));
        }
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            JudgeQueries queries = new JudgeQueries(keeper);
            assertThat(queries.handle(new FindDuePairs(3)).tasks())
                    .extracting(TaskId::value)
                    .containsExactly("t0", "t3", "t6");

            // when
            log.append("task/t0-pair", compared(0, PairChoice.SECOND, PairChoice.FIRST, PairPreference.CORRECTION));
            log.append("task/t3-pair", compared(3, PairChoice.FIRST, PairChoice.FIRST, PairPreference.FLIPPED));
            log.append(
                    "task/t6-pair", compared(6, PairChoice.MALFORMED, PairChoice.UNANSWERED, PairPreference.UNDECIDED));
            keeper.await(log.size(), SOON);

            // then
            assertThat(queries.handle(new FindDuePairs(3)).tasks())
                    .extracting(TaskId::value)
                    .containsExactly("t9");
            JudgeAgreementView found = queries.handle(new FindJudgeAgreement());
            assertThat(found.open()).containsExactly(new JudgeAgreementView.OpenPairs("workflow-0", 1, 0, 0));
            assertThat(found.pairs()).singleElement().satisfies(pair -> {
                assertThat(pair.judge()).isEqualTo("cloud/judge");
                assertThat(pair.n()).isEqualTo(2);
                assertThat(pair.swapConsistency().rate()).isEqualTo(0.5);
                assertThat(pair.firstChosen().rate()).isEqualTo(0.75);
                assertThat(pair.agreed().count()).isEqualTo(1);
                assertThat(pair.longerPreferred().count()).isEqualTo(1);
                assertThat(pair.undecided()).isEqualTo(1);
                assertThat(pair.malformed()).isEqualTo(1);
            });
        }
    }

    private static Event[] compared(int n, PairChoice one, PairChoice other, PairPreference preference) {
        TaskId of = new TaskId("t" + n);
        TaskOpened opened = (TaskOpened) opening(n).getFirst();
        return array(List.of(
                new TaskOpened(
                        Pair.comparison(of),
                        TaskKind.COMPARISON,
                        opened.agent(),
                        opened.workflow(),
                        opened.session(),
                        null,
                        opened.request(),
                        opened.policy()),
                new PairPosed(
                        new Pair(of, TaskLog.content("a" + n), TaskLog.content("e" + n), 10, 25, "model-0", "v1"),
                        true),
                new PairJudged("good", 1, "ab", "cloud/judge@j-1", one, other, preference, null)));
    }

    @Test
    void reviewersAreMeasuredByCasesThatOthersKnewBefore() throws Exception {
        // given one that is let through, one that is stopped, one decided before it was known, one by who knows it
        MemoryLog log = new MemoryLog(100);
        for (int n = 0; n < 4; n++) {
            log.append("task/t" + n, array(opening(n)));
            log.append("task/t" + n, array(outcome(n, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))));
        }
        log.append("task/t2", new OutputApproved("ann", "right"));
        for (int n = 0; n < 4; n++) {
            log.append(
                    "calibration/t" + n,
                    new CaseSeeded(new TaskId("t" + n), Finding.WRONG, "a fee", n == 3 ? "ann" : "bob"));
        }
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            // when
            log.append("task/t0", new OutputApproved("ann", "right"));
            log.append("task/t1", new OutputEdited("ann", "no fee", TaskLog.content("e1")));
            log.append("task/t3", new OutputRejected("ann", "wrong"));
            keeper.await(log.size(), SOON);

            // then
            assertThat(new RegistryQueries(log, keeper)
                            .handle(new FindOversight())
                            .reviewers())
                    .singleElement()
                    .satisfies(ann -> {
                        assertThat(ann.approved() + ann.edited() + ann.rejected())
                                .isEqualTo(4);
                        assertThat(ann.calibration().hits()).isEqualTo(1);
                        assertThat(ann.calibration().misses()).isEqualTo(1);
                        assertThat(ann.calibration().lower()).isBetween(0.09, 0.1);
                        assertThat(ann.calibration().upper()).isBetween(0.9, 0.91);
                    });
        }
    }

    @Test
    void aGenerationThatIsBegunHasNothingOfTheOneBefore() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(100), 0, 3);
        log.append("task/t0", new OutputSampled(0.5));
        log.append("calibration/t1", new CaseSeeded(new TaskId("t1"), Finding.WRONG, "a fee", "bob"));
        keeping(log, dataSource).close();
        assertThat(filled()).contains("task", "sampled_output", "calibration_case");

        // when
        new Generation(dataSource, log, ViewsSchema.NAME, true).begin(2);

        // then
        assertThat(filled()).containsExactly("token");
    }

    /** The tables that hold something, but for the history of the migrations. */
    private static List<String> filled() throws SQLException {
        List<String> filled = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                Statement counting = connection.createStatement();
                ResultSet tables = statement.executeQuery(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'views' AND tablename <> 'flyway_views'")) {
            while (tables.next()) {
                try (ResultSet row = counting.executeQuery("SELECT 1 FROM views." + tables.getString(1) + " LIMIT 1")) {
                    if (row.next()) {
                        filled.add(tables.getString(1));
                    }
                }
            }
        }
        return filled;
    }

    @Test
    void aKeeperOfAnotherNodeWaitsForWhatTheFirstOneShowsAndGoesOnAfterIt() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(7), 0, 10);
        try (ViewKeeper other = new ViewKeeper(dataSource, log)) {
            TaskQueries queries = new TaskQueries(other.views(), log);
            other.watch();
            assertThat(other.await(log.size(), Duration.ofMillis(50))).isFalse();

            // when
            try (ViewKeeper first = keeping(log, dataSource)) {
                assertThat(other.await(log.size(), SOON)).isTrue();
                first.watch();
            }
            tasks(log, 10, 20);
            other.start();

            // then
            assertThat(other.await(log.size(), SOON)).isTrue();
            assertThat(queries.handle(new FindTasks(null, null, null, null, null, 50))
                            .tasks())
                    .hasSize(20);
        }
    }

    @Test
    void spendIsExactByEveryDimension() throws Exception {
        // given task n costs n micros
        MemoryLog log = tasks(new MemoryLog(7), 0, 40);
        keeping(log, dataSource).close();
        SpendQueries queries = new SpendQueries(new ViewKeeper(dataSource, log).views());
        for (FindSpend.By by : FindSpend.By.values()) {
            // when
            var lines = queries.handle(new FindSpend(by, DAY, DAY)).lines();

            // then
            assertThat(lines.stream().mapToLong(line -> line.cost().amount()).sum())
                    .isEqualTo(39 * 40 / 2);
            assertThat(lines.stream().mapToLong(line -> line.tasks()).sum()).isEqualTo(40);
            assertThat(lines.stream().mapToLong(line -> line.inputTokens()).sum())
                    .isEqualTo(1600);
        }
        assertThat(queries.handle(new FindSpend(FindSpend.By.TIER, DAY, DAY)).lines())
                .extracting(line -> line.key())
                .containsExactly("WORKER");
        assertThat(queries.handle(new FindSpend(FindSpend.By.AGENT, DAY.plusDays(1), DAY.plusDays(2)))
                        .lines())
                .isEmpty();
    }

    @Test
    void registriesShowWhatStands() throws Exception {
        // given
        AgentId agent = new AgentId("agent-0");
        WorkflowId workflow = new WorkflowId("workflow-0");
        MemoryLog log = new MemoryLog(3);
        log.append("policy", new PolicyActivated(new PolicyVersion("p0"), "{}"));
        log.append("policy", new PolicyActivated(new PolicyVersion("p1"), "{}"));
        log.append("policy", new PolicyRejected(List.of(new PolicyError("a.yaml", 1, "no"))));
        log.append(
                "agent/agent-0",
                new AgentRegistered(agent, "ann", "answers", null, null),
                new AgentKeyIssued(agent, "k1", "0"));
        log.append("workflow/workflow-0", new WorkflowRegistered(workflow, "sort", Gate.HUMAN_IN_THE_LOOP));
        log.append("budget/task/agent-0", new BudgetCapSet(BudgetScope.Kind.TASK, "agent-0", usd(100)));
        log.append("model/m", new ModelVersionSeen("m", "v1", new TaskId("t0")));
        log.append("task/t0", array(opening(0)));
        log.append("task/t0", array(outcome(0, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))));
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            RegistryQueries queries = new RegistryQueries(log, keeper);

            // when a person decides, the evidence has it at once
            log.append("task/t0", new OutputApproved("ann", "right"));
            var evidence = queries.handle(new FindGateEvidence(workflow));

            // then
            assertThat(evidence.evidence()).extracting(GateEvidence::reviewed).isEqualTo(1);
            assertThat(evidence.policy()).isEqualTo(new PolicyVersion("p1"));
            assertThat(queries.handle(new FindGateEvidence(new WorkflowId("nothing"))))
                    .isNull();
            assertThat(queries.handle(new FindWorkflows()).workflows())
                    .extracting(view -> view.workflow() + " " + view.gate())
                    .containsExactly("workflow-0 HUMAN_IN_THE_LOOP");
            assertThat(queries.handle(new FindAgents()).agents().getFirst().keys())
                    .extracting(key -> key.keyId())
                    .containsExactly("k1");
            assertThat(queries.handle(new FindBudgets()).budgets().getFirst().cap())
                    .isEqualTo(usd(100));
            assertThat(queries.handle(new FindPolicies()).active()).isEqualTo("p1");
            assertThat(queries.handle(new FindPolicies()).rejected().errors()).hasSize(1);
            assertThat(queries.handle(new FindModelVersions()).versions()).hasSize(1);
        }
    }

    @Test
    void countsHowFarJudgesAndPeopleAgree() throws Exception {
        // given of workflow-0 twelve judged outputs
        MemoryLog log = new MemoryLog(7);
        for (int i = 0; i < 12; i++) {
            boolean passed = i < 8;
            log.append("task/t" + 3 * i, array(opening(3 * i)));
            log.append(
                    "task/t" + 3 * i,
                    array(outcome(
                            3 * i,
                            verdict(1, false, null),
                            verdict(2, passed, i == 11 ? "no verdict" : null),
                            new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))));
            if (i != 10) {
                log.append(
                        "task/t" + 3 * i,
                        i < 7 ? new OutputApproved("ann", "right") : new OutputRejected("ann", "wrong"));
            }
        }
        // and one that nobody judged
        log.append("task/t100", array(opening(99)));
        log.append("task/t100", array(outcome(99, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))));
        log.append("task/t100", new OutputApproved("ann", "right"));
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            keeper.demandCaughtUp(Generation.JUDGED_TASKS);

            // when
            var rubrics =
                    new JudgeQueries(keeper).handle(new FindJudgeAgreement()).rubrics();

            // then 7 passed and approved, 1 passed and rejected, 2 failed and rejected
            assertThat(rubrics).singleElement().satisfies(a -> {
                assertThat(a.workflow()).isEqualTo("workflow-0");
                assertThat(a.rubric()).isEqualTo("good");
                assertThat(a.judge()).isEqualTo("cloud/judge");
                assertThat(a.n()).isEqualTo(10);
                assertThat(a.agreed()).isEqualTo(9);
                assertThat(a.rate()).isEqualTo(0.9);
                assertThat(a.passedOnly()).isEqualTo(1);
                assertThat(a.approvedOnly()).isZero();
                assertThat(a.failed()).isEqualTo(1);
                assertThat(a.undecided()).isEqualTo(1);
                // Chance agrees in 0.8 * 0.7 + 0.2 * 0.3 = 0.62 of the cases.
                assertThat(a.kappa()).isCloseTo((0.9 - 0.62) / (1 - 0.62), within(1e-12));
                assertThat(a.lower()).isCloseTo(0.5958, within(1e-4));
                assertThat(a.upper()).isCloseTo(0.9821, within(1e-4));
            });
        }
    }

    private static JudgeVerdictRecorded verdict(int round, boolean passed, @Nullable String failure) {
        return new JudgeVerdictRecorded(
                "good",
                1,
                "cloud/judge@7",
                List.of(
                        new DimensionScore("length", true, "holds", null),
                        new DimensionScore("tone", passed, "so it says", passed ? 5 : 1)),
                passed,
                new Judgement(
                        "ab".repeat(32), round, passed ? VerdictDecision.DELIVER : VerdictDecision.HOLD, failure));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
    void countsEachEventOnceWhenACommitBreaks(Fault fault) throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(7), 0, 20);
        FailingDataSource failing = new FailingDataSource(dataSource);
        try (ViewKeeper keeper = keeping(log, failing)) {
            // when
            failing.next = fault;
            tasks(log, 20, 40);
            assertThat(keeper.await(log.size(), SOON)).isTrue();

            // then
            assertThat(failing.injected).isEqualTo(1);
        }
        assertThat(dump()).isEqualTo(rebuilt(log));
    }

    @Test
    void goesOnWhereAKilledKeeperEnded() throws Exception {
        // given a keeper that dies after some batches, in the middle of tasks
        MemoryLog log = tasks(new MemoryLog(7), 0, 40);
        ViewKeeper killed = new ViewKeeper(dataSource, new MemoryLog(1));
        killed.start();
        killed.close();
        for (long from = 0; from < 150; from += 50) {
            killed.accept(log.recorded(from, 50));
        }

        // when another one starts, and the log repeats what came before
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            keeper.accept(log.recorded(100, 80));
        }

        // then
        assertThat(dump()).isEqualTo(rebuilt(log));
    }

    @Test
    void anotherFoldVersionRebuildsEverything() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(7), 0, 10);
        keeping(log, dataSource).close();
        String before = dump();
        execute("UPDATE views.token SET folds = 'task-summaries/0'; UPDATE views.task SET state = 'HELD'");

        // when
        keeping(log, dataSource).close();

        // then
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void aLogThatWasSetBackRebuildsEverything() throws Exception {
        // given
        keeping(tasks(new MemoryLog(7), 0, 10), dataSource).close();

        // when
        MemoryLog shorter = tasks(new MemoryLog(7), 0, 4);
        keeping(shorter, dataSource).close();

        // then
        assertThat(new TaskQueries(new ViewKeeper(dataSource, shorter).views(), shorter)
                        .handle(new FindTasks(null, null, null, null, null, 200))
                        .tasks())
                .hasSize(4);
    }

    @Test
    void aSecondKeeperCannotCountTheSameEventsAgain() throws Exception {
        // given two keepers that know the same position
        MemoryLog log = tasks(new MemoryLog(1000), 0, 10);
        ViewKeeper one = new ViewKeeper(dataSource, new MemoryLog(1));
        one.start();
        one.close();
        ViewKeeper two = new ViewKeeper(dataSource, log);
        one.accept(log.recorded(0, 8));
        two.accept(log.recorded(8, 8));

        // when the first takes what the second has taken
        assertThatThrownBy(() -> one.accept(log.recorded(8, 8))).isInstanceOf(IllegalStateException.class);
        one.accept(log.recorded(8, 72));

        // then
        assertThat(dump()).isEqualTo(rebuilt(log));
    }

    private static ViewKeeper keeping(MemoryLog log, DataSource dataSource) throws InterruptedException {
        ViewKeeper keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        assertThat(keeper.await(log.size(), SOON)).isTrue();
        return keeper;
    }

    /** Tasks that overlap: each outcome comes three tasks after its opening. */
    private static MemoryLog tasks(MemoryLog log, int from, int to) {
        for (int n = from; n < to + 3; n++) {
            if (n < to) {
                log.append("task/t" + n, array(opening(n)));
            }
            if (n - 3 >= from) {
                log.append(
                        "task/t" + (n - 3), array(outcome(n - 3, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE))));
            }
        }
        return log;
    }

    private static Event[] array(List<Event> events) {
        return events.toArray(Event[]::new);
    }

    private String rebuilt(MemoryLog log) throws Exception {
        execute("TRUNCATE views.token");
        keeping(log, dataSource).close();
        return dump();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Everything that the views say, the token included. */
    private static String dump() throws SQLException {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String select : List.of(
                    "SELECT position::text FROM views.token",
                    "SELECT t::text FROM views.task t ORDER BY task",
                    "SELECT s::text FROM views.spend s ORDER BY 1",
                    "SELECT d::text FROM views.spend_day d ORDER BY 1",
                    "SELECT e::text FROM views.entry e ORDER BY fold, key",
                    "SELECT a::text FROM views.act a ORDER BY 1",
                    "SELECT position || stream FROM views.dead_letter ORDER BY position")) {
                try (ResultSet rows = statement.executeQuery(select)) {
                    while (rows.next()) {
                        dump.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return dump.toString();
    }
}
