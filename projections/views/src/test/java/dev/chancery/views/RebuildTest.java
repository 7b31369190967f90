package dev.chancery.views;

import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.ActQuery.RetryDeadLetters;
import dev.chancery.query.contracts.FindSpend;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.ViewsQuery.FindViews;
import dev.chancery.query.contracts.ViewsQuery.RebuildViews;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.contracts.ViewsView.Compared;
import dev.chancery.query.contracts.ViewsView.Reason;
import dev.chancery.query.contracts.ViewsView.Rebuilt;
import dev.chancery.query.contracts.ViewsView.State;
import dev.chancery.views.FailingDataSource.Fault;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The next generation is built beside the one that answers, and takes its place. */
class RebuildTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);
    private static final Duration SOON = Duration.ofMinutes(3);
    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        dataSource = postgres.getPostgresDatabase();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("DROP SCHEMA IF EXISTS views CASCADE; DROP SCHEMA IF EXISTS views_next CASCADE");
        ViewsSchema.migrate(dataSource);
    }

    @Test
    void readersSeeNoErrorAndNoFigureGoBackWhileTheViewsAreRebuiltAndTheLogGrows() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(200), 0, 400);
        try (ViewKeeper keeper = keeping(log)) {
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Integer> reader =
                    CompletableFuture.supplyAsync(() -> reads(keeper, log, ended), RebuildTest::inAThread);
            CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(
                    () -> {
                        int n = 400;
                        for (; !ended.get() && n < 4_000; n++) {
                            tasks(log, n, n + 1);
                            LockSupport.parkNanos(1_000_000);
                        }
                        return n;
                    },
                    RebuildTest::inAThread);

            // when
            for (int i = 0; i < 3; i++) {
                assertThat(rebuilt(keeper, Reason.ASKED).differing()).isZero();
            }
            ended.set(true);

            // then
            assertThat(reader.join()).isPositive();
            assertThat(writer.join()).as("events went on being appended").isGreaterThan(400);
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            assertThat(keeper.status().generation()).isEqualTo(4);
            assertThat(keeper.status().lag()).isZero();
        }
        assertThat(dump()).isEqualTo(builtFromNothing(log));
    }

    /** The common pool may have one thread only. */
    private static void inAThread(Runnable work) {
        Thread.ofPlatform().daemon().start(work);
    }

    /** Reads until told to end; fails when anything fails or goes back. */
    private static int reads(ViewKeeper keeper, MemoryLog log, AtomicBoolean ended) {
        SpendQueries spend = new SpendQueries(keeper.views());
        TaskQueries tasks = new TaskQueries(keeper.views(), log);
        long settled = 0;
        long newest = 0;
        int reads = 0;
        while (!ended.get()) {
            long now = spend.handle(new FindSpend(FindSpend.By.TIER, DAY, DAY)).lines().stream()
                    .mapToLong(line -> line.tasks())
                    .sum();
            long opened = tasks.handle(new FindTasks(null, null, null, null, null, 1))
                    .tasks()
                    .getFirst()
                    .opened();
            assertThat(now).isGreaterThanOrEqualTo(settled);
            assertThat(opened).isGreaterThanOrEqualTo(newest);
            settled = now;
            newest = opened;
            reads++;
        }
        return reads;
    }

    @Test
    void aSecondRebuildIsToldThatOneIsUnderWayAndHowFarItIs() throws Exception {
        // given
        MemoryLog events = tasks(new MemoryLog(200), 0, 1_000);
        keeping(events).close();
        GatedLog log = new GatedLog(events, 5_000);
        try (ViewKeeper keeper = keeping(log)) {
            ViewsQueries queries = new ViewsQueries(keeper);

            // when
            assertThat(queries.handle(new RebuildViews(false)).begun()).isTrue();
            holds(() -> rebuilding(keeper).position() == 5_000);
            var second = queries.handle(new RebuildViews(true));

            // then
            assertThat(second.begun()).isFalse();
            ViewsView views = queries.handle(new FindViews());
            assertThat(views.state()).isEqualTo(State.CURRENT);
            assertThat(views.rebuilding().reason()).isEqualTo(Reason.ASKED);
            assertThat(views.rebuilding().percent()).isEqualTo(62);
            assertThat(views.rebuilding().end()).isEqualTo(8_000);
            assertThat(views.rebuilding().secondsLeft()).isNotNull();
            log.open();
            assertThat(ended(keeper).generation()).isEqualTo(2);
        }
    }

    @Test
    void goesOnAfterTheProcessHasEndedWhereTheNextGenerationStands() throws Exception {
        // given a rebuild that is cut short after its first batch
        MemoryLog events = tasks(new MemoryLog(500), 0, 1_600);
        keeping(events).close();
        GatedLog shut = new GatedLog(events, 5_000);
        ViewKeeper first = keeping(shut);
        cutShort(first, shut, first::close);
        assertThat(Long.parseLong(ask("SELECT position FROM views_next.token"))).isBetween(5_000L, 12_000L);

        // when
        GatedLog log = new GatedLog(events, Long.MAX_VALUE);
        try (ViewKeeper keeper = keeping(log)) {
            Rebuilt rebuilt = ended(keeper);

            // then
            assertThat(rebuilt.reason()).isEqualTo(Reason.RESUMED);
            assertThat(rebuilt.differing()).isZero();
            assertThat(rebuilt.position()).isEqualTo(12_800);
            assertThat(log.reads).isNotEmpty().allMatch(from -> from >= 5_000);
        }
        assertThat(ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'views\\_%'"))
                .isEqualTo("0");
        assertThat(dump()).isEqualTo(builtFromNothing(events));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
    void countsEachEventOnceWhenTheCommitOfTheSwitchBreaks(Fault fault) throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(7), 0, 40);
        FailingDataSource failing = new FailingDataSource(dataSource);
        try (ViewKeeper keeper = new ViewKeeper(failing, log)) {
            keeper.start();
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            ended(keeper);

            // when
            failing.after = "ALTER SCHEMA views RENAME";
            failing.next = fault;
            keeper.rebuild(Reason.ASKED);
            holds(() -> failing.injected == 1);
            tasks(log, 40, 80);
            assertThat(ended(keeper).reason()).isEqualTo(Reason.ASKED);
            assertThat(keeper.await(log.size(), SOON)).isTrue();

            // then
            assertThat(keeper.status().generation()).isEqualTo(2);
        }
        assertThat(dump()).isEqualTo(builtFromNothing(log));
    }

    @Test
    void aForgedRowIsServedUntilACheckFindsNamesAndReplacesIt() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(100), 0, 20);
        log.append("agent/a", new AgentRegistered(new AgentId("a"), "ann", "answers", null, null));
        try (ViewKeeper keeper = keeping(log)) {
            String honest = dump();
            execute("""
                    UPDATE views.task SET body = replace(body::text, 'agent-2', 'agent-9')::json WHERE task = 't7';
                    DELETE FROM views.spend WHERE agent = 'agent-1' AND workflow = 'workflow-0';
                    UPDATE views.spend_day SET amount = 1 WHERE id = 'agent-1';
                    INSERT INTO views.entry SELECT fold, 'b', body FROM views.entry WHERE fold = 'agents';
                    """);
            TaskQueries tasks = new TaskQueries(keeper.views(), log);
            FindTasks all = new FindTasks(null, null, null, null, null, 200);

            // then the control: it is what readers are told
            assertThat(tasks.handle(all).tasks()).anyMatch(task -> task.agent().equals("agent-9"));

            // when
            Rebuilt check = rebuilt(keeper, Reason.CHECK);

            // then
            assertThat(check.notCompared()).isNull();
            assertThat(check.views())
                    .filteredOn(view -> view.differing() > 0)
                    .extracting(Compared::view, Compared::differing, Compared::keys)
                    .containsExactly(
                            tuple("task-summaries", 1L, List.of("t7")),
                            tuple("spend", 1L, List.of("2026-11-30 agent-1 workflow-0 model-0 WORKER USD")),
                            tuple("spend-days", 1L, List.of("AGENT 2026-11-30 agent-1 USD")),
                            tuple("agents", 1L, List.of("b")));
            assertThat(check.views())
                    .filteredOn(view -> view.view().equals("agents"))
                    .first()
                    .satisfies(agents -> {
                        assertThat(agents.before()).isEqualTo(2);
                        assertThat(agents.now()).isEqualTo(1);
                    });
            assertThat(dump()).isEqualTo(honest);
            assertThat(tasks.handle(all).tasks()).noneMatch(task -> task.agent().equals("agent-9"));
            assertThat(rebuilt(keeper, Reason.CHECK).differing())
                    .as("the next check")
                    .isZero();
        }
    }

    @Test
    void aDamagedViewSaysThatItIsRebuiltWhileTheOthersAnswer() throws Exception {
        // given
        GatedLog log = new GatedLog(tasks(new MemoryLog(100), 0, 20), 0);
        MemoryLog events = tasks(new MemoryLog(100), 0, 20);
        keeping(events).close();
        try (ViewKeeper keeper = keeping(log)) {
            TaskQueries tasks = new TaskQueries(keeper.views(), log);
            SpendQueries spend = new SpendQueries(keeper.views());
            FindTasks all = new FindTasks(null, null, null, null, null, 200);
            rot();

            // when
            assertThatThrownBy(() -> tasks.handle(all))
                    .isInstanceOf(ViewsRebuilding.class)
                    .hasMessageContaining("'task-summaries' is being rebuilt");

            // then
            assertThat(keeper.status().state()).isEqualTo(State.DAMAGED);
            assertThat(keeper.status().damaged()).containsExactly("task-summaries");
            assertThat(rebuilding(keeper).reason()).isEqualTo(Reason.DAMAGE);
            assertThat(spend.handle(new FindSpend(FindSpend.By.TIER, DAY, DAY)).lines())
                    .hasSize(1);
            log.open();
            Rebuilt rebuilt = ended(keeper);
            assertThat(rebuilt.notCompared()).contains("damaged");
            assertThat(keeper.status().state()).isEqualTo(State.CURRENT);
            assertThat(tasks.handle(all).tasks()).hasSize(20);
        }
        assertThat(dump()).isEqualTo(builtFromNothing(events));
    }

    @Test
    void damageThatTheKeeperItselfMeetsIsMendedAndNoEventIsLost() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(100), 0, 20);
        keeping(log).close();
        try (ViewKeeper keeper = keeping(log)) {
            rot();

            // when a task goes on that is in the damaged table
            log.append(
                    "task/t3",
                    outcome(3, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE))
                            .toArray(Event[]::new));
            tasks(log, 20, 30);

            // then
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            assertThat(ended(keeper).reason()).isEqualTo(Reason.DAMAGE);
            assertThat(keeper.status().state()).isEqualTo(State.CURRENT);
        }
        assertThat(dump()).isEqualTo(builtFromNothing(log));
    }

    @Test
    void anotherShapeIsBuiltByItselfWhileWhatCanBeReadAnswers() throws Exception {
        // given views of a version whose tasks were another fold
        MemoryLog events = tasks(new MemoryLog(100), 0, 20);
        events.append("agent/a", new AgentRegistered(new AgentId("a"), "ann", "answers", null, null));
        keeping(events).close();
        execute("UPDATE views.token SET folds = regexp_replace(folds, 'task-summaries/[0-9]+', 'task-summaries/0')");

        // when
        GatedLog log = new GatedLog(events, 0);
        try (ViewKeeper keeper = new ViewKeeper(dataSource, log)) {
            keeper.start();
            TaskQueries tasks = new TaskQueries(keeper.views(), log);
            FindTasks all = new FindTasks(null, null, null, null, null, 200);

            // then
            assertThat(keeper.status().state()).isEqualTo(State.OUTDATED);
            assertThatThrownBy(() -> tasks.handle(all)).isInstanceOf(ViewsRebuilding.class);
            assertThat(new RegistryQueries(log, keeper).handle(new FindAgents()).agents())
                    .hasSize(1);
            assertThatThrownBy(() -> new ActQueries(keeper).handle(new RetryDeadLetters()))
                    .as("events are not folded into another version's tables")
                    .isInstanceOf(ViewsRebuilding.class);
            log.open();
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            assertThat(tasks.handle(all).tasks()).hasSize(20);
            assertThat(ended(keeper).reason()).isEqualTo(Reason.NEW_SHAPE);
        }
    }

    @Test
    void nothingThatWasBegunForAnotherLogIsGoneOnWith() throws Exception {
        // given
        MemoryLog events = tasks(new MemoryLog(500), 0, 1_000);
        keeping(events).close();
        GatedLog shut = new GatedLog(events, 5_000);
        ViewKeeper first = keeping(shut);
        cutShort(first, shut, first::close);
        assertThat(ask("SELECT count(*) FROM views_next.token")).isEqualTo("1");

        // when a restore has put another log there, and taken the token away
        execute("DELETE FROM views.token");
        MemoryLog other = tasks(new MemoryLog(500), 5_000, 6_000);
        keeping(other).close();

        // then
        assertThat(ask("SELECT count(*) || min(task) FROM views.task")).isEqualTo("1000t5000");
    }

    @Test
    void deadLettersOutliveARebuildWithTheTimeOfTheirSettingAside() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(5), 0, 3).unreadable(6L);
        try (ViewKeeper keeper = keeping(log)) {
            String since = ask("SELECT min(since)::text FROM views.dead_letter");

            // when
            Rebuilt rebuilt = rebuilt(keeper, Reason.CHECK);

            // then
            assertThat(rebuilt.differing()).isZero();
            assertThat(ask("SELECT min(since)::text FROM views.dead_letter")).isEqualTo(since);
            assertThat(keeper.deadStreams()).isEqualTo(1);
            assertThat(new ActQueries(keeper)
                            .handle(new FindDeadLetters(null, 50))
                            .letters())
                    .first()
                    .satisfies(letter -> assertThat(letter.reason()).contains("revision 9 is not known here"));
        }
    }

    @Test
    void aDamagedHistoryOfTheTablesCostsARebuildAndNotTheStart() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(100), 0, 20);
        keeping(log).close();
        String honest = dump();
        FailingDataSource failing = new FailingDataSource(dataSource);
        failing.damaged = "flyway_views";

        // when
        ViewsSchema.migrate(failing);
        assertThat(failing.damaged).isNull();
        assertThat(ask("SELECT count(*) FROM views.token")).isEqualTo("0");
        keeping(log).close();

        // then
        assertThat(dump()).isEqualTo(honest);
    }

    /** Has whoever reads tasks told what PostgreSQL says of a page with a wrong checksum. */
    private static void rot() throws SQLException {
        execute("""
                CREATE FUNCTION views.rot() RETURNS boolean LANGUAGE plpgsql AS
                  $$ BEGIN RAISE EXCEPTION 'invalid page in block 0 of relation' USING ERRCODE = 'XX001'; END $$;
                ALTER TABLE views.task RENAME TO rotten;
                CREATE VIEW views.task AS
                  SELECT r.* FROM (SELECT views.rot() AS rot OFFSET 0) t, views.rotten r WHERE t.rot;
                """);
    }

    private static Rebuilt rebuilt(ViewKeeper keeper, Reason reason) {
        assertThat(keeper.rebuild(reason)).isTrue();
        return ended(keeper);
    }

    /** What the rebuild came to that is under way. */
    private static Rebuilt ended(ViewKeeper keeper) {
        holds(() -> keeper.status().rebuilding() == null && keeper.status().last() != null);
        return keeper.status().last();
    }

    @Test
    void aNodeThatWatchesHasTheOneThatKeepsTheViewsRebuildThem() throws Exception {
        // given
        MemoryLog log = tasks(new MemoryLog(200), 0, 50);
        try (ViewKeeper keeping = keeping(log);
                ViewKeeper watching = new ViewKeeper(dataSource, log)) {
            watching.watch();
            assertThat(watching.status().generation()).isEqualTo(1);

            // when
            assertThat(watching.rebuild(Reason.CHECK)).isTrue();
            assertThat(watching.rebuild(Reason.CHECK)).as("asked already").isFalse();
            keeping.look();
            Rebuilt rebuilt = ended(keeping);
            watching.look();

            // then
            assertThat(rebuilt.reason()).isEqualTo(Reason.CHECK);
            assertThat(watching.status().generation()).isEqualTo(2);
            assertThat(watching.status().lag()).isZero();
            assertThat(watching.rebuild(Reason.ASKED)).as("may be asked again").isTrue();
        }
    }

    @Test
    void whatANodeThatWatchesFindsDamagedIsKnownToAllAndRebuilt() throws Exception {
        // given
        MemoryLog events = tasks(new MemoryLog(200), 0, 1_000);
        keeping(events).close();
        GatedLog log = new GatedLog(events, 5_000);
        try (ViewKeeper keeping = keeping(log);
                ViewKeeper watching = new ViewKeeper(dataSource, log)) {
            watching.watch();

            // when
            watching.damaged("agents", 1, new SQLException("invalid page in block 0", "XX001"));
            keeping.look();

            // then
            holds(() -> {
                watching.look();
                return watching.status().rebuilding() != null
                        && watching.status().rebuilding().percent() == 62;
            });
            for (ViewKeeper keeper : List.of(keeping, watching)) {
                assertThat(keeper.status().state()).isEqualTo(State.DAMAGED);
                assertThatThrownBy(() -> new RegistryQueries(log, keeper).handle(new FindAgents()))
                        .isInstanceOf(ViewsRebuilding.class)
                        .hasMessageContaining("62 %");
                assertThat(new TaskQueries(keeper.views(), log)
                                .handle(new FindTasks(null, null, null, null, null, 1))
                                .tasks())
                        .hasSize(1);
            }
            log.open();
            assertThat(ended(keeping).reason()).isEqualTo(Reason.DAMAGE);
            watching.look();
            assertThat(watching.status().state()).isEqualTo(State.CURRENT);
            assertThat(watching.status().rebuilding()).isNull();
        }
    }

    @Test
    void aNodeThatTakesTheLeadGoesOnWithTheRebuildOfTheOneThatLostIt() throws Exception {
        // given
        MemoryLog events = tasks(new MemoryLog(500), 0, 1_600);
        keeping(events).close();
        GatedLog shut = new GatedLog(events, 5_000);
        try (ViewKeeper first = keeping(shut);
                ViewKeeper second = new ViewKeeper(dataSource, events)) {
            second.watch();

            // when the lead changes during a rebuild, there and back again
            cutShort(first, shut, first::watch);
            second.start();
            Rebuilt rebuilt = ended(second);
            second.watch();
            first.start();
            tasks(events, 1_600, 1_700);

            // then
            assertThat(rebuilt.reason()).isEqualTo(Reason.RESUMED);
            assertThat(rebuilt.differing()).isZero();
            assertThat(first.await(events.size(), SOON)).isTrue();
            assertThat(second.await(events.size(), SOON)).isTrue();
            assertThat(first.status().generation()).isEqualTo(2);
        }
        assertThat(dump()).isEqualTo(builtFromNothing(events));
    }

    private static ViewsView.Rebuilding rebuilding(ViewKeeper keeper) {
        AtomicReference<ViewsView.Rebuilding> seen = new AtomicReference<>();
        holds(() -> {
            seen.set(keeper.status().rebuilding());
            return seen.get() != null;
        });
        return seen.get();
    }

    private static void holds(BooleanSupplier condition) {
        long until = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("It does not come to hold");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Ends a rebuild after its first batch, at which the log's gate is shut. */
    private static void cutShort(ViewKeeper keeper, GatedLog shut, Runnable leave) {
        keeper.rebuild(Reason.ASKED);
        holds(() -> rebuilding(keeper).position() == 5_000);
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(leave);
        holds(() -> isClosed(keeper));
        shut.open();
        leaving.join();
    }

    private static boolean isClosed(ViewKeeper keeper) {
        try {
            return !keeper.await(0, SOON);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ViewKeeper keeping(EventLog log) throws InterruptedException {
        ViewKeeper keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        assertThat(keeper.await(log.size(), SOON)).isTrue();
        holds(() -> {
            ViewsView.Rebuilding rebuilding = keeper.status().rebuilding();
            return rebuilding == null || rebuilding.reason() != Reason.MISSING;
        });
        return keeper;
    }

    /** Whole tasks of eight events each. */
    private static MemoryLog tasks(MemoryLog log, int from, int to) {
        for (int n = from; n < to; n++) {
            long sequence = 0;
            for (Event event : opening(n)) {
                log.add("task/t" + n, sequence++, event);
            }
            for (Event event : outcome(n, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE))) {
                log.add("task/t" + n, sequence++, event);
            }
        }
        return log;
    }

    private static String builtFromNothing(EventLog log) throws Exception {
        execute("DROP SCHEMA views CASCADE");
        ViewsSchema.migrate(dataSource);
        keeping(log).close();
        return dump();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Everything that the views say, and how far they have come. */
    private static String dump() throws SQLException {
        StringBuilder dump = new StringBuilder();
        for (String select : List.of(
                "SELECT position::text FROM views.token",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.task t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.spend t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.spend_day t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.held_task t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.entry t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.act t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.judged_task t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.judged_pair t",
                "SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM views.provider_call t")) {
            dump.append(ask(select)).append('\n');
        }
        return dump.toString();
    }
}
