package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.log.Balances;
import dev.chancery.contracts.log.Balances.Change;
import dev.chancery.contracts.log.Balances.Reservation;
import dev.chancery.contracts.log.Balances.Standing;
import dev.chancery.contracts.log.Positions;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StreamSummary;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept beside the log is used only as long as it fits the log. */
class DerivedStateTest {

    private static final BudgetScope DAY = new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/2026-11-20");
    private static final BudgetScope SESSION = new BudgetScope(BudgetScope.Kind.SESSION, "clerk/s");
    private static final TaskId TASK = new TaskId("t");
    private static final Reservation RESERVATION = new Reservation(9, List.of(SESSION, DAY));

    private final Store store = SharedStore.store();
    private final EventStorageEngine engine = store.engine();
    private final Balances balances = store.balances();

    @BeforeEach
    void dropBalances() throws SQLException {
        execute("TRUNCATE spending, spending_settled, spending_open");
        engine.appendEvents(events(newStream(), 0, 4));
        assertThat(balances.open(1)).isEqualTo(new Standing(0, Map.of()));
    }

    @Test
    void readersGoOnWhereTheyWereAndNeverGoBack() {
        // given
        Positions positions = store.positions();
        String reader = "test/" + newStream();
        assertThat(positions.of(reader, 7)).isEqualTo(7);

        // when
        positions.reached(reader, 9);
        positions.reached(reader, 8);
        positions.reached(reader + "/unknown", 8);

        // then
        assertThat(positions.of(reader, 99)).isEqualTo(9);

        // when
        positions.of("test/b", 3);
        positions.of("other/c", 4);
        positions.forget("test/", Set.of(reader), Instant.now().minusSeconds(3_600));
        assertThat(positions.of("test/b", 99)).as("asked for lately").isEqualTo(3);
        positions.forget("test/", Set.of(reader), Instant.now().plusSeconds(3_600));

        // then
        assertThat(positions.of(reader, 99)).isEqualTo(9);
        assertThat(positions.of("test/b", 99)).isEqualTo(99);
        assertThat(positions.of("other/c", 99)).isEqualTo(4);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void add() {
        balances.add(new Change(0, 1, Map.of(DAY, 5L), Map.of(TASK, RESERVATION), Set.of()));
        balances.add(new Change(1, 3, Map.of(DAY, 7L, SESSION, 2L), Map.of(), Set.of()));
    }

    @Test
    void keepsBalancesAndGoesOn() {
        // when
        add();
        Map<BudgetScope, Long> totals = balances.add(new Change(3, 4, Map.of(DAY, 1L), Map.of(), Set.of(TASK)));
        // then
        assertThat(totals).isEqualTo(Map.of(DAY, 13L));
        assertThat(balances.open(1)).isEqualTo(new Standing(4, Map.of()));
        assertThat(balances.settled(DAY)).isEqualTo(13);
        assertThat(balances.settled(SESSION)).isEqualTo(2);
        assertThat(balances.settled(new BudgetScope(BudgetScope.Kind.SESSION, "none")))
                .isZero();
    }

    @Test
    void addsAChangeOfUnknownFateOnceAndNoneThatDoesNotFollow() {
        // given
        add();
        // when
        Map<BudgetScope, Long> again = balances.add(new Change(1, 3, Map.of(DAY, 7L, SESSION, 2L), Map.of(), Set.of()));
        // then
        assertThat(again).isEqualTo(Map.of(DAY, 12L, SESSION, 2L));
        assertThatThrownBy(() -> balances.add(new Change(2, 4, Map.of(DAY, 1L), Map.of(), Set.of())))
                .isInstanceOf(IllegalStateException.class);
        assertThat(balances.open(1)).isEqualTo(new Standing(3, Map.of(TASK, RESERVATION)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE spending_settled SET settled = settled - 1 WHERE kind = 'AGENT_DAY'",
                "DELETE FROM spending_settled WHERE kind = 'SESSION'",
                "UPDATE spending_settled SET settled = 14 - settled",
                "DELETE FROM spending_open",
                "UPDATE spending_open SET amount = amount + 1",
                "UPDATE spending SET position = 2",
                "UPDATE spending SET fold = 0",
                "UPDATE spending SET event = gen_random_uuid()",
                "UPDATE spending SET position = 1000000000"
            })
    void throwsAwayBalancesThatDoNotAddUpOrBelongToAnotherLog(String damage) throws SQLException {
        // given
        add();
        assertThat(balances.open(1).position()).isEqualTo(3);
        // when
        execute(damage);
        // then
        assertThat(balances.open(1)).isEqualTo(new Standing(0, Map.of()));
        assertThat(balances.settled(DAY)).isZero();
    }

    @Test
    void answersNothingWhenBalancesWereDroppedUnderIt() throws SQLException {
        execute("TRUNCATE spending, spending_settled, spending_open");
        assertThatThrownBy(() -> balances.settled(DAY)).isInstanceOf(RecordUnavailable.class);
        assertThatThrownBy(this::add).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsASummaryInThePlaceOfTheEventsBeforeIt() {
        // given
        String stream = newStream();
        engine.appendEvents(events(stream, 0, 5));
        StreamSummary summary =
                new StreamSummary(List.of(new ToolCallFailed("last", 3, null), new ToolCallFailed("ä", 4, null)));
        // when
        keep(stream, 3, summary);
        // then
        var read = engine.readSnapshot(stream).orElseThrow();
        assertThat(read.getPayload()).isEqualTo(summary);
        assertThat(read.getSequenceNumber()).isEqualTo(3);
        assertThat(read.getType()).isEqualTo("task");
        keep(stream, 4, new StreamSummary(List.of()));
        assertThat(engine.readSnapshot(stream).orElseThrow().getSequenceNumber())
                .isEqualTo(4);
        assertThat(engine.readSnapshot(newStream())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE snapshot SET revision = revision - 1",
                "UPDATE snapshot SET sequence = 1",
                "UPDATE snapshot SET sequence = 7",
                "UPDATE snapshot SET event = gen_random_uuid()",
                "UPDATE snapshot SET summary = set_byte(summary, 30, 1)",
                "DELETE FROM snapshot"
            })
    void ignoresASummaryThatDoesNotFitItsStream(String damage) throws SQLException {
        // given
        String stream = newStream();
        engine.appendEvents(events(stream, 0, 5));
        keep(stream, 3, new StreamSummary(List.of(new ToolCallFailed("last", 3, null))));
        assertThat(engine.readSnapshot(stream)).isPresent();
        // when
        execute(damage + " WHERE stream = '" + stream + "'");
        // then
        assertThat(engine.readSnapshot(stream)).isEmpty();
    }

    private void keep(String stream, long sequence, StreamSummary summary) {
        StreamSummary.Source aggregate = () -> summary;
        engine.storeSnapshot(new GenericDomainEventMessage<>("task", stream, sequence, aggregate));
    }
}
