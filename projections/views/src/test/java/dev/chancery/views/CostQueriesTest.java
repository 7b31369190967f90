package dev.chancery.views;

import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.outcome;
import static dev.chancery.views.TaskLog.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PriceEvent.PricesImported;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.query.contracts.CostQuery.FindBaselines;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindPriceImports;
import dev.chancery.query.contracts.CostQuery.FindQualities;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostQuery.FindUses;
import dev.chancery.query.contracts.CostQuery.FindValue;
import dev.chancery.query.contracts.CostsView.CostLine;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SpendAnomaliesView;
import dev.chancery.query.contracts.SpendAnomaliesView.Anomaly;
import dev.chancery.query.contracts.SpendAnomaliesView.Measure;
import dev.chancery.query.contracts.ValueView.WorkflowValue;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CostQueriesTest {

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
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE views.token, views.task, views.spend, views.spend_day, views.entry, views.act, views.dead_letter");
        }
    }

    /** Tasks of which the third part is rejected after a minute, the others delivered; task n costs n. */
    private static MemoryLog tasks(int count) {
        MemoryLog log = new MemoryLog(7);
        for (int n = 0; n < count; n++) {
            List<Event> events = new ArrayList<>(opening(n));
            events.addAll(
                    n % 3 == 0
                            ? outcome(
                                    n,
                                    new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                                    new ReviewTimed("ann", null, 60_000L),
                                    new OutputRejected("ann", "no"))
                            : outcome(n, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE)));
            log.append("task/t" + n, events.toArray(Event[]::new));
        }
        return log;
    }

    private static CostQueries kept(MemoryLog log) throws InterruptedException {
        ViewKeeper keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        assertThat(keeper.await(log.size(), SOON)).isTrue();
        keeper.close();
        return new CostQueries(new ViewKeeper(dataSource, log).views());
    }

    @ParameterizedTest
    @EnumSource(FindCosts.By.class)
    void costsAreExactByEveryDimension(FindCosts.By by) throws Exception {
        // given
        CostQueries queries = kept(tasks(30));
        // when
        var costs = queries.handle(new FindCosts(by, DAY, DAY));
        // then
        assertThat(costs.lines().stream()
                        .mapToLong(line -> line.cost().amount())
                        .sum())
                .isEqualTo(29 * 30 / 2);
        assertThat(costs.lines().stream().mapToLong(CostLine::tasks).sum()).isEqualTo(30);
        assertThat(costs.lines().stream().mapToLong(CostLine::delivered).sum()).isEqualTo(20);
        assertThat(costs.totals()).singleElement().satisfies(total -> {
            assertThat(total.rejected()).isEqualTo(10);
            // tasks 0, 3, … 27
            assertThat(total.undelivered()).isEqualTo(usd(135));
            assertThat(total.perTask()).isEqualTo(usd(15));
            assertThat(total.perDelivered()).isEqualTo(usd(22));
            assertThat(total.reviews()).isEqualTo(10);
            assertThat(total.reviewMillis()).isEqualTo(600_000);
        });
        assertThat(costs.notes()).anyMatch(note -> note.contains("no cache of answers"));
        assertThat(queries.handle(new FindCosts(by, DAY.plusDays(1), DAY.plusDays(1)))
                        .lines())
                .isEmpty();
    }

    @Test
    void aSecondKeeperThatBuildsItAgainComesToTheSame() throws Exception {
        MemoryLog log = tasks(30);
        var first = kept(log).handle(new FindCosts(FindCosts.By.MODEL, DAY, DAY));
        empty();
        MemoryLog inOne = new MemoryLog(1_000);
        log.recorded(0, 10_000).forEach(each -> inOne.add(each.stream(), each.sequence(), each.event()));
        assertThat(kept(inOne).handle(new FindCosts(FindCosts.By.MODEL, DAY, DAY)))
                .isEqualTo(first);
    }

    @Test
    void currenciesAreNeverAdded() throws Exception {
        CostQueries queries = kept(tasks(3));
        row(DAY, "agent-0", "workflow-1", "EUR", 5, 500);
        var costs = queries.handle(new FindCosts(FindCosts.By.WORKFLOW, DAY, DAY));
        assertThat(costs.totals())
                .extracting(total -> total.cost().toString())
                .containsExactly("0.000500 EUR", "0.000003 USD");
        assertThat(costs.lines())
                .filteredOn(line -> line.key().equals("workflow-1"))
                .hasSize(2);
    }

    @Test
    void theValueIsWhatPeopleWouldHaveCostLessWhatWasPaid() throws Exception {
        // given workflow-1 delivered its 10 tasks, workflow-0 had all of its rejected and reviewed
        MemoryLog log = tasks(30);
        Baseline baseline = new Baseline(DAY, usd(1_000), null, usd(60), null, "study");
        log.append("value/workflow-0", new BaselineSet(new WorkflowId("workflow-0"), baseline, "ada"));
        log.append("value/workflow-1", new BaselineSet(new WorkflowId("workflow-1"), baseline, "ada"));
        CostQueries queries = kept(log);
        // when
        List<WorkflowValue> values = queries.handle(new FindValue(DAY, DAY)).workflows();
        // then
        assertThat(values)
                .extracting(WorkflowValue::workflow)
                .containsExactly("workflow-0", "workflow-1", "workflow-2");
        assertThat(values.get(0).net()).isEqualTo(usd(-135 - 10));
        assertThat(values.get(0).reviewCost()).isEqualTo(usd(10));
        assertThat(values.get(1).baselineCost()).isEqualTo(usd(10_000));
        assertThat(values.get(1).cost()).isEqualTo(usd(145));
        assertThat(values.get(1).net()).isEqualTo(usd(9_855));
        assertThat(values.get(2).net()).isNull();
        assertThat(values.get(2).note()).contains("No baseline");
        assertThat(queries.handle(new FindValue(DAY, DAY)).leavesOut()).isNotEmpty();
        assertThat(queries.handle(new FindBaselines()).workflows()).hasSize(2);
    }

    @Test
    void daysThatStandOutAreFoundByWorkflowAndAgent() throws Exception {
        // given ten steady days and one at ten times the cost for twice the tasks
        CostQueries queries = kept(tasks(0));
        for (int i = 1; i <= 10; i++) {
            row(DAY.minusDays(i), "clerk", "support", "USD", 10, 1_000 + i);
        }
        row(DAY, "clerk", "support", "USD", 20, 10_000);
        row(DAY, "novice", "other", "USD", 1, 10_000);
        // when
        SpendAnomaliesView found = queries.handle(new FindSpendAnomalies(DAY, DAY));
        // then
        assertThat(found.anomalies())
                .extracting(Anomaly::of, Anomaly::id, Anomaly::measure)
                .containsExactlyInAnyOrder(
                        tuple(SpendAnomaliesView.Of.WORKFLOW, "support", Measure.SPEND),
                        tuple(SpendAnomaliesView.Of.WORKFLOW, "support", Measure.COST_PER_TASK),
                        tuple(SpendAnomaliesView.Of.AGENT, "clerk", Measure.SPEND),
                        tuple(SpendAnomaliesView.Of.AGENT, "clerk", Measure.COST_PER_TASK));
        assertThat(found.anomalies().getFirst().days()).isEqualTo(10);
        assertThat(found.insufficient())
                .extracting(SpendAnomaliesView.Insufficient::id)
                .containsExactlyInAnyOrder("other", "novice");
    }

    @Test
    void ofManyDaysThatStandOutTheNewestAreTold() throws Exception {
        // given 150 agents of which today stands out, in both measures, and 100 of which yesterday does
        CostQueries queries = kept(tasks(1));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO views.spend_day
                        SELECT 'AGENT', ?::date - d, 'clerk-' || a, 'USD', 10, 1, 1,
                               CASE WHEN d = CASE WHEN a <= 150 THEN 0 ELSE 1 END THEN 50000 ELSE 1000 END,
                               0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                        FROM generate_series(1, 250) a, generate_series(0, 9) d
                        """)) {
            insert.setObject(1, DAY);
            insert.executeUpdate();
        }
        // when
        SpendAnomaliesView found = queries.handle(new FindSpendAnomalies(DAY.minusDays(1), DAY));
        // then
        assertThat(found.anomalies())
                .hasSize(Query.PAGE_LIMIT)
                .isSortedAccordingTo(Comparator.comparing(Anomaly::id).thenComparing(Anomaly::measure))
                .allMatch(each -> each.day().equals(DAY));
    }

    @Test
    void usesHavePeaksAndTheLastDayEver() throws Exception {
        CostQueries queries = kept(tasks(0));
        row(DAY.minusDays(60), "clerk", "support", "USD", 1, 900);
        row(DAY.minusDays(2), "clerk", "support", "USD", 1, 5);
        row(DAY.minusDays(1), "clerk", "support", "USD", 2, 7);
        row(DAY.minusDays(60), "gone", "support", "USD", 1, 3);
        var uses = queries.handle(new FindUses(DAY.minusDays(29), DAY));
        assertThat(uses.agents()).hasSize(2);
        assertThat(uses.agents().get(0).tasks()).isEqualTo(3);
        assertThat(uses.agents().get(0).cost()).isEqualTo(usd(12));
        assertThat(uses.agents().get(0).peakDay()).isEqualTo(usd(7));
        assertThat(uses.agents().get(0).peakMonth()).isEqualTo(usd(12));
        assertThat(uses.agents().get(0).last()).isEqualTo(DAY.minusDays(1));
        assertThat(uses.agents().get(1).peakDay()).isNull();
        assertThat(uses.agents().get(1).last()).isEqualTo(DAY.minusDays(60));
    }

    @Test
    void qualitiesAndImportsAreKept() throws Exception {
        MemoryLog log = tasks(6);
        PriceListFile file =
                new PriceListFile("genai", PriceListFile.Format.GENAI_PRICES, "ab".repeat(32), DAY, 1, 2, 0, List.of());
        log.append("prices/genai", new PricesImported(file, 0, "ada"));
        CostQueries queries = kept(log);
        assertThat(queries.handle(new FindPriceImports()).imports())
                .singleElement()
                .satisfies(each -> assertThat(each.file()).isEqualTo(file));
        assertThat(queries.handle(new FindQualities()).lines().stream()
                        .mapToLong(line -> line.reviewed())
                        .sum())
                .isEqualTo(2);
    }

    private static void row(LocalDate day, String agent, String workflow, String currency, long tasks, long amount)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO views.spend_day
                        SELECT dimension, ?, id, ?, ?, 1, 1, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                        FROM (VALUES ('AGENT', ?), ('WORKFLOW', ?), ('DEPLOYMENT', 'm'), ('TIER', 'WORKER')) d (dimension, id)
                        ON CONFLICT (dimension, day, id, currency) DO UPDATE
                        SET tasks = spend_day.tasks + excluded.tasks, amount = spend_day.amount + excluded.amount
                        """)) {
            insert.setObject(1, day);
            insert.setString(2, currency);
            insert.setLong(3, tasks);
            insert.setLong(4, amount);
            insert.setString(5, agent);
            insert.setString(6, workflow);
            insert.executeUpdate();
        }
    }
}
