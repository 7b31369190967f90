package dev.chancery.app.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import dev.chancery.handling.budget.Spending;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.ActQuery.FindOpenActs;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.views.ActQueries;
import dev.chancery.views.TaskQueries;
import dev.chancery.views.ViewKeeper;
import dev.chancery.views.ViewsSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that the first version left behind: its schema, and the log that it wrote, byte by byte. */
class OldHomeTest {

    @TempDir
    private Path directory;

    @Test
    void isTakenOverWithEverythingInIt() throws Exception {
        // given
        List<StoredEvent> golden = GoldenLog.stored();
        try (Home home = Home.open(directory);
                EmbeddedPostgres server = EmbeddedPostgres.start(home)) {
            firstSchema(server);
            fill(server, golden);
        }

        // when
        try (Store store = Store.open(StoreSettings.embedded(directory))) {
            ViewsSchema.migrate(store.dataSource());
            try (ViewKeeper views = new ViewKeeper(store.dataSource(), store.log())) {
                views.start();
                assertThat(views.await(golden.size(), Duration.ofMinutes(1))).isTrue();

                // then
                assertThat(store.ledger().root(golden.size()))
                        .isEqualTo(Checkpoint.parse(
                                        Note.parse(GoldenLog.file("checkpoint")).text())
                                .rootHash());
                assertThat(store.log().read(0, 1_000).stream().map(store.log()::decode))
                        .hasSize(golden.size())
                        .containsExactlyElementsOf(
                                golden.stream().map(GoldenLog::today).toList());
                Spending.from(store.log(), store.balances());
                List<TaskSummaryView> tasks = new TaskQueries(views.views(), store.log())
                        .handle(new FindTasks(null, null, null, null, null, 200))
                        .tasks();
                assertThat(tasks).hasSize((int) golden.stream()
                        .map(GoldenLog::today)
                        .map(Recorded::event)
                        .filter(TaskOpened.class::isInstance)
                        .count());
                ActQueries acts = new ActQueries(views);
                assertThat(acts.handle(new FindAbandoned(null, null, 50)).abandoned())
                        .hasSize(5);
                assertThat(acts.handle(new FindOpenActs(null, 50)).acts())
                        .as("what the first version never told is nothing that a crash left open")
                        .isEmpty();
                assertThat(acts.handle(new FindDeadLetters(null, 50)).letters()).isEmpty();
            }
        }
    }

    private static void firstSchema(EmbeddedPostgres server) {
        Flyway.configure()
                .dataSource(server.jdbcUrl(), server.user(), server.password())
                .locations("classpath:db/eventstore")
                .table("flyway_eventstore")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target("1")
                .load()
                .migrate();
    }

    private static void fill(EmbeddedPostgres server, List<StoredEvent> events) throws SQLException {
        Frontier frontier = new Frontier();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO event (position, stream, sequence, at,"
                                + " id, revision, name, leaf_hash, metadata, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement head = connection.prepareStatement("UPDATE log_head SET size = ?, frontier = ?")) {
            for (StoredEvent event : events) {
                byte[] leaf = LeafHash.of(event);
                frontier.append(leaf);
                insert.setLong(1, event.position());
                insert.setString(2, event.stream());
                insert.setLong(3, event.sequence());
                insert.setLong(4, LeafHash.micros(event.at()));
                insert.setObject(5, UUID.fromString(event.id()));
                insert.setInt(6, event.revision());
                insert.setString(7, event.name());
                insert.setBytes(8, leaf);
                insert.setBytes(9, event.metadata());
                insert.setBytes(10, event.payload());
                insert.addBatch();
            }
            insert.executeBatch();
            head.setLong(1, frontier.size());
            head.setBytes(2, frontier.encode());
            head.executeUpdate();
        }
    }
}
