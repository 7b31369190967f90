package dev.chancery.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresSearchTest extends SearchTest {

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

    @Override
    void empty() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS search CASCADE; DROP SCHEMA IF EXISTS search_next CASCADE");
        }
    }

    @Override
    Indexing indexing(RecordInMemory log, Map<String, List<TaskId>> erasures, Runnable settled, byte[] secret) {
        return Indexing.of(
                new ElasticsearchSettings(null, null, null),
                dataSource,
                log,
                log,
                erasure -> erasures.getOrDefault(erasure, List.of()),
                settled,
                secret);
    }

    @Override
    String kept() throws SQLException {
        StringBuilder kept = new StringBuilder();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT t::text FROM search.task t")) {
            while (rows.next()) {
                kept.append(rows.getString(1)).append('\n');
            }
        }
        return kept.toString();
    }

    @Test
    void removesWhatAProcessLeftThatDiedWhileItBuilt() {
        // given
        ready();
        leave();
        new PostgresIndex(dataSource).begin("1");
        assertThat(schemas()).contains("search", "search_next");
        // when
        ready();
        // then
        eventually(() -> !schemas().contains("search_next"));
        assertThat(schemas()).contains("search");
    }

    private static List<String> schemas() {
        List<String> schemas = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT nspname FROM pg_namespace")) {
            while (rows.next()) {
                schemas.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return schemas;
    }

    @Test
    void leavesNothingBehindWhenItIsNotWanted() throws SQLException {
        // given
        ready();
        // when
        Indexing.remove(dataSource);
        // then
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'search%'")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }
}
