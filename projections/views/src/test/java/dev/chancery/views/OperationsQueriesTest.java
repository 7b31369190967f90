package dev.chancery.views;

import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.outcome;
import static dev.chancery.views.TaskLog.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.BudgetEvent.BudgetCapSet;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.BudgetScope.Kind;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.folds.LatencyCounts;
import dev.chancery.folds.Traffic;
import dev.chancery.folds.Traffic.Grain;
import dev.chancery.folds.Traffic.Key;
import dev.chancery.query.contracts.OperationsQuery.FindBalances;
import dev.chancery.query.contracts.OperationsQuery.FindOperations;
import dev.chancery.query.contracts.OperationsView;
import dev.chancery.query.contracts.OperationsView.Refusals;
import dev.chancery.query.contracts.OperationsView.Settled;
import dev.chancery.query.contracts.OperationsView.Span;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsQueriesTest {

    private static final Instant TEN = MemoryLog.START;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);
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
                "TRUNCATE views.token, views.task, views.spend, views.spend_day, views.entry, views.act, views.dead_letter,"
                        + " views.traffic, views.held_task");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static OperationsQueries kept(MemoryLog log) throws InterruptedException {
        ViewKeeper keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        assertThat(keeper.await(log.size(), SOON)).isTrue();
        keeper.close();
        return new OperationsQueries(new ViewKeeper(dataSource, log).views());
    }

    /** Of five tasks one is under way, one refused, one held, two released; task n costs n. */
    private static MemoryLog tasks() {
        MemoryLog log = new MemoryLog(3);
        for (int n = 0; n < 5; n++) {
            List<Event> events = new ArrayList<>(n == 1 ? opening(n).subList(0, 2) : opening(n));
            switch (n) {
                case 0 -> {}
                case 1 -> events.add(new TaskRefused(new Refusal.NoPermittedModel("gpt"), List.of()));
                case 2 -> events.addAll(outcome(n, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE)));
                default -> events.addAll(outcome(n, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE)));
            }
            log.append("task/t" + n, events.toArray(Event[]::new));
        }
        log.append("budget/agent-day/agent-3", new BudgetCapSet(Kind.AGENT_DAY, "agent-3", usd(1000)));
        log.append("budget/workflow-day/workflow-0", new BudgetCapSet(Kind.WORKFLOW_DAY, "workflow-0", usd(500)));
        log.append(
                "budget/company-month/company", new BudgetCapSet(Kind.COMPANY_MONTH, BudgetScope.COMPANY, usd(9000)));
        log.append("budget/task/all", new BudgetCapSet(Kind.TASK, "all", usd(9000)));
        return log;
    }

    @Test
    void saysWhatWentOnInEachSpanAndWhatWaits() throws Exception {
        // given
        OperationsQueries queries = kept(tasks());

        // when
        OperationsView view =
                queries.handle(new FindOperations(null, TEN.minus(HOUR), TEN.plus(HOUR), Duration.ofMinutes(15)));

        // then
        assertThat(view.spans()).hasSize(8);
        assertThat(view.spans()).extracting(Span::opened).containsExactly(0L, 0L, 0L, 0L, 5L, 0L, 0L, 0L);
        Span total = view.total();
        assertThat(List.of(total.opened(), total.released(), total.held(), total.refused()))
                .containsExactly(5L, 2L, 1L, 1L);
        assertThat(total.refusals()).containsExactly(new Refusals("no_permitted_model", 1));
        assertThat(total.settled()).containsExactly(new Settled(3, usd(2 + 3 + 4)));
        assertThat(total.answered()).isEqualTo(3);
        assertThat(total.p95Millis()).isEqualTo(7);
        assertThat(view.waiting().held()).isEqualTo(1);
        assertThat(view.waiting().oldestHeld()).isBetween(TEN, TEN.plusSeconds(1));
        assertThat(view.waiting().underWay()).isEqualTo(1);
        assertThat(view.waiting().oldestUnderWay()).isEqualTo(TEN);
        assertThat(view.since()).isNull();
    }

    @Test
    void narrowsEverythingToAWorkflow() throws Exception {
        // given
        OperationsQueries queries = kept(tasks());

        // when workflow 0 has the tasks 0 and 3, workflow 2 has task 2
        OperationsView first =
                queries.handle(new FindOperations(new WorkflowId("workflow-0"), TEN, TEN.plus(HOUR), HOUR));
        OperationsView third =
                queries.handle(new FindOperations(new WorkflowId("workflow-2"), TEN, TEN.plus(HOUR), HOUR));

        // then
        assertThat(first.total().opened()).isEqualTo(2);
        assertThat(first.waiting().underWay()).isEqualTo(1);
        assertThat(first.waiting().held()).isZero();
        assertThat(third.total().settled()).containsExactly(new Settled(1, usd(2)));
        assertThat(third.waiting().held()).isEqualTo(1);
        assertThat(third.waiting().underWay()).isZero();
    }

    @Test
    void holdsWhatIsSpentAndPromisedAgainstEachCapWithAPeriod() throws Exception {
        // given
        OperationsQueries queries = kept(tasks());

        // when
        var today = queries.handle(new FindBalances(LocalDate.of(2026, 11, 30)));
        var before = queries.handle(new FindBalances(LocalDate.of(2026, 11, 29)));

        // then
        assertThat(today.balances())
                .extracting(b -> b.scope().toString(), b -> b.settled(), b -> b.promised(), b -> b.left())
                .containsExactly(
                        tuple(
                                new BudgetScope(Kind.AGENT_DAY, "agent-3/2026-11-30").toString(),
                                usd(3),
                                usd(0),
                                usd(997)),
                        tuple(
                                new BudgetScope(Kind.COMPANY_MONTH, "company/2026-11").toString(),
                                usd(9),
                                usd(90),
                                usd(8901)),
                        tuple(
                                new BudgetScope(Kind.WORKFLOW_DAY, "workflow-0/2026-11-30").toString(),
                                usd(3),
                                usd(90),
                                usd(407)));
        assertThat(before.balances())
                .allSatisfy(b ->
                        assertThat(b.settled().amount() + b.promised().amount()).isZero());
    }

    @Test
    void spansHaveRoundBeginningsAndABoundedNumber() {
        // when
        FindOperations query = new FindOperations(null, TEN.plusSeconds(61), TEN.plusSeconds(3_599), HOUR);
        FindOperations week = new FindOperations(null, TEN, TEN.plusSeconds(1), Duration.ofDays(7));

        // then
        assertThat(query.from()).isEqualTo(TEN);
        assertThat(query.to()).isEqualTo(TEN.plus(HOUR));
        assertThat(week.from()).as("a Monday").isEqualTo(Instant.parse("2026-11-30T00:00:00Z"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FindOperations(null, TEN, TEN.plus(Duration.ofDays(2)), Duration.ofMinutes(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new FindOperations(null, TEN, TEN, HOUR));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FindOperations(null, TEN, TEN.plus(HOUR), Duration.ofMinutes(7)));
    }

    @Test
    void letsMinutesAndHoursGoAndKeepsDaysWhateverTheBatches() throws Exception {
        // given
        TrafficTable table = new TrafficTable();
        Instant now = TEN.plus(Duration.ofDays(200));
        Traffic.Span one = Traffic.Span.EMPTY.and(new Traffic.Span(
                new TreeMap<>(), new TreeMap<>(), 1, 0, 0, new TreeMap<>(), new TreeMap<>(), LatencyCounts.NONE));

        // when
        try (Connection connection = dataSource.getConnection()) {
            for (Instant at : List.of(TEN, now.minus(Duration.ofDays(100)), now, TEN)) {
                TreeMap<Key, Traffic.Span> states = new TreeMap<>();
                for (Grain grain : Grain.values()) {
                    states.put(new Key(Traffic.ALL, grain, grain.start(at)), one);
                    states.put(new Key("w", grain, grain.start(at)), one);
                }
                table.write(connection, ViewsSchema.NAME, states.entrySet());
            }
        }

        // then
        assertThat(rows("SELECT grain || ' ' || count(*) FROM views.traffic GROUP BY grain ORDER BY 1"))
                .containsExactly("DAY 6", "HOUR 4", "MINUTE 2");
    }

    @Test
    void readsOnlyTheRowsOfItsSpans() throws Exception {
        // given a year of days, 120 of hours and three of minutes, of all and of ten workflows, beside tasks that are
        // not read
        execute("""
                INSERT INTO views.traffic SELECT w, g, m, '{"entered":{"OPENED":3},"refused":{},"failedCalls":0,"verdicts":0,
                "passed":0,"settled":{},"spent":{},"latency":{"counts":{"200":3}}}'
                FROM unnest(ARRAY['', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9', 'w10']) w,
                LATERAL (SELECT 'DAY' AS g, 29500000 / 1440 * 1440 + n * 1440 AS m FROM generate_series(1, 365) n
                UNION ALL SELECT 'HOUR', 29500000 / 60 * 60 + n * 60 FROM generate_series(1, 2880) n
                UNION ALL SELECT 'MINUTE', 29500000 + n FROM generate_series(1, 4320) n) s
                """);
        execute("ANALYZE views.traffic");

        // when
        List<String> plan;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement explain =
                        connection.prepareStatement("EXPLAIN (ANALYZE, TIMING OFF) " + OperationsQueries.SPANS)) {
            explain.setString(1, "w3");
            explain.setString(2, "MINUTE");
            explain.setLong(3, 29_500_000 + 4_260);
            explain.setLong(4, 29_500_000 + 4_320);
            plan = rows(explain);
        }

        // then
        assertThat(String.join("\n", plan))
                .contains("traffic_pkey", "rows=60.")
                .doesNotContain("Seq Scan", "Rows Removed");
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            return rows(select);
        }
    }

    private static List<String> rows(PreparedStatement select) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }
}
