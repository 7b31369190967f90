package dev.chancery.views;

import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.outcome;
import static dev.chancery.views.TaskLog.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.ActQuery.FindOpenActs;
import dev.chancery.query.contracts.ActQuery.RetryDeadLetters;
import dev.chancery.query.contracts.DeadLettersView.DeadLetter;
import dev.chancery.query.contracts.OpenActsView.OpenAct;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.views.FailingDataSource.Fault;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the views cannot take waits and stops nobody else; what has no outcome is found. */
class DeadLettersTest {

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
    void empty() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE views.token, views.task, views.spend, views.spend_day, views.entry, views.act, views.dead_letter");
        }
    }

    /** Three tasks; the second one's routing, at position 6, is what this version cannot read. */
    private static MemoryLog threeTasks() {
        MemoryLog log = new MemoryLog(5);
        for (int n = 0; n < 3; n++) {
            log.append("task/t" + n, opening(n).toArray(Event[]::new));
        }
        for (int n = 0; n < 3; n++) {
            Event[] events = outcome(n, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE), new OutputDelivered(9L))
                    .toArray(Event[]::new);
            log.append("task/t" + n, events);
        }
        return log;
    }

    private static ViewKeeper keeping(MemoryLog log, DataSource database) throws InterruptedException {
        ViewKeeper keeper = new ViewKeeper(database, log);
        keeper.start();
        assertThat(keeper.await(log.size(), SOON)).isTrue();
        return keeper;
    }

    private static List<Long> positions(ViewKeeper keeper) {
        return new ActQueries(keeper)
                .handle(new FindDeadLetters(null, 200)).letters().stream()
                        .map(DeadLetter::position)
                        .toList();
    }

    private static List<TaskSummaryView> tasks(MemoryLog log) {
        return new TaskQueries(new ViewKeeper(dataSource, log).views(), log)
                .handle(new FindTasks(null, null, null, null, null, 200))
                .tasks();
    }

    @Test
    void setsAStreamAsideFromTheEventThatItCannotReadAndGoesOnWithTheOthers() throws Exception {
        // given
        MemoryLog log = threeTasks().unreadable(6L);

        // when
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            // then
            assertThat(positions(keeper)).containsExactly(6L, 7L, 17L, 18L, 19L, 20L, 21L);
            assertThat(new ActQueries(keeper)
                            .handle(new FindDeadLetters(null, 200))
                            .letters())
                    .first()
                    .satisfies(letter -> {
                        assertThat(letter.stream()).isEqualTo("task/t1");
                        assertThat(letter.reason()).contains("revision 9 is not known here");
                    });
            assertThat(tasks(log))
                    .extracting(TaskSummaryView::task, TaskSummaryView::state)
                    .containsExactly(
                            tuple("t2", TaskState.RELEASED),
                            tuple("t1", TaskState.OPENED),
                            tuple("t0", TaskState.RELEASED));
        }
    }

    @Test
    void takesThemInTheirOrderOnceAnUpcastIsKnownAtTheNextStartOrOnDemand() throws Exception {
        for (boolean onDemand : List.of(true, false)) {
            // given
            empty();
            MemoryLog log = threeTasks().unreadable(6L, 18L);
            try (ViewKeeper keeper = keeping(log, dataSource)) {
                log.unreadable(18L);
                if (onDemand) {
                    // when only the first is understood
                    new ActQueries(keeper).handle(new RetryDeadLetters());

                    // then its stream goes on to the next that is not
                    assertThat(positions(keeper)).containsExactly(18L, 19L, 20L, 21L);
                    assertThat(tasks(log).get(1).deployment()).isEqualTo("model-1");
                }
                log.unreadable();
                if (onDemand) {
                    assertThat(new ActQueries(keeper)
                                    .handle(new RetryDeadLetters())
                                    .total())
                            .isZero();
                    log.append("task/t1", new DeliveryAbandoned(AbandonCause.FAULT));
                    assertThat(keeper.await(log.size(), SOON)).isTrue();
                }
            }

            // when it starts again
            try (ViewKeeper keeper = keeping(log, dataSource)) {
                // then
                assertThat(positions(keeper)).isEmpty();
                List<TaskSummaryView> late = tasks(log);
                assertThat(late).extracting(TaskSummaryView::state).containsOnly(TaskState.RELEASED);
                assertThat(late).extracting(TaskSummaryView::cost).containsExactly(usd(2), usd(1), usd(0));
            }
            List<TaskSummaryView> late = tasks(log);
            empty();
            keeping(log, dataSource).close();
            assertThat(late).as("the same as if all had been readable").isEqualTo(tasks(log));
        }
    }

    @Test
    void setsAsideWhatAFoldCannotTakeAndKeepsTheRestOfTheBatch() throws Exception {
        // given a stream that does not begin with its opening, in the middle of others
        MemoryLog log = new MemoryLog(100);
        log.append("task/t0", opening(0).toArray(Event[]::new));
        log.append("task/headless", new SpendSettled(usd(1), usd(1)), new SpendSettled(usd(1), usd(1)));
        log.append("workflow/w", new WorkflowRegistered(new WorkflowId("w"), "sort", Gate.SHADOW));
        log.append("task/other", new SpendSettled(usd(1), usd(1)));

        // when
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            // then
            assertThat(positions(keeper)).containsExactly(4L, 5L, 7L);
            assertThat(tasks(log)).hasSize(1);
            log.append("task/headless", new SpendSettled(usd(1), usd(1)));
            log.append(
                    "task/t0",
                    outcome(0, new OutputReleased(Gate.AUTONOMOUS, null)).toArray(Event[]::new));
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            assertThat(positions(keeper)).containsExactly(4L, 5L, 7L, 8L);
            assertThat(tasks(log).getFirst().state()).isEqualTo(TaskState.RELEASED);
            keeper.retry();
            assertThat(positions(keeper)).containsExactly(4L, 5L, 7L, 8L);
        }
    }

    @Test
    void makesNoDeadLetterOfADatabaseThatFails() throws Exception {
        // given
        FailingDataSource failing = new FailingDataSource(dataSource);
        MemoryLog log = threeTasks();
        try (ViewKeeper keeper = keeping(log, failing)) {
            // when
            failing.next = Fault.BEFORE_COMMIT;
            log.append("task/t9", opening(9).toArray(Event[]::new));
            assertThat(keeper.await(log.size(), SOON)).isTrue();

            // then
            assertThat(failing.injected).isEqualTo(1);
            assertThat(positions(keeper)).isEmpty();
            assertThat(tasks(log)).hasSize(4);

            // and when it fails in the middle of a retry
            log.append("task/headless", new SpendSettled(usd(1), usd(1)));
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            failing.next = Fault.BEFORE_COMMIT;
            assertThatThrownBy(keeper::retry).isInstanceOf(IllegalStateException.class);
            keeper.retry();
            assertThat(positions(keeper)).hasSize(1);
        }
    }

    @Test
    void forgetsThemWhenTheViewsAreBuiltAnew() throws Exception {
        // given
        MemoryLog log = threeTasks().unreadable(6L);
        keeping(log, dataSource).close();

        // when a new version of the folds knows what to do with it
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE views.token SET folds = 'older'");
        }
        log.unreadable();

        // then
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            assertThat(positions(keeper)).isEmpty();
            assertThat(tasks(log)).extracting(TaskSummaryView::state).containsOnly(TaskState.RELEASED);
        }
    }

    @Test
    void findsWhatIsOpenAndCountsWhatWasAbandoned() throws Exception {
        // given a task that is under way, one whose answer is, and two that were abandoned
        MemoryLog log = threeTasks();
        log.append("task/open", opening(7).toArray(Event[]::new));
        log.append("task/sent", opening(8).toArray(Event[]::new));
        log.append(
                "task/sent",
                outcome(8, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE)).toArray(Event[]::new));
        log.append("task/old", opening(9).toArray(Event[]::new));
        log.append(
                "task/old",
                outcome(9, new OutputReleased(Gate.AUTONOMOUS, null)).toArray(Event[]::new));
        log.append("task/lost", opening(10).toArray(Event[]::new));
        log.append("task/lost", new TaskAbandoned(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN, null, usd(90), null));
        log.append("task/cut", opening(11).toArray(Event[]::new));
        log.append(
                "task/cut",
                outcome(11, new OutputReleased(Gate.AUTONOMOUS, Handover.STREAMED))
                        .toArray(Event[]::new));
        log.append("task/cut", new DeliveryAbandoned(AbandonCause.PROCESS_ENDED), new OutputDelivered(3L));

        // when
        try (ViewKeeper keeper = keeping(log, dataSource)) {
            ActQueries queries = new ActQueries(keeper);
            List<OpenAct> open = queries.handle(new FindOpenActs(null, 200)).acts();
            var all = queries.handle(new FindAbandoned(null, null, 1));
            var deliveries = queries.handle(new FindAbandoned(Act.DELIVERY, null, 200));

            // then
            assertThat(open)
                    .extracting(OpenAct::act, OpenAct::stream)
                    .containsExactly(tuple(Act.TASK, "task/open"), tuple(Act.DELIVERY, "task/sent"));
            assertThat(queries.handle(new FindOpenActs(open.getFirst().position(), 200))
                            .acts())
                    .hasSize(1);
            assertThat(all.total()).isEqualTo(2);
            assertThat(all.abandoned()).extracting(a -> a.stream()).containsExactly("task/cut");
            assertThat(queries.handle(new FindAbandoned(null, all.next(), 1)).abandoned())
                    .singleElement()
                    .satisfies(a -> {
                        assertThat(a.stream()).isEqualTo("task/lost");
                        assertThat(a.spent()).isEqualTo(usd(90));
                        assertThat(a.cause()).isEqualTo(AbandonCause.PROCESS_ENDED);
                    });
            assertThat(deliveries.abandoned()).hasSize(1);
            assertThat(deliveries.total()).isEqualTo(1);
        }
    }
}
