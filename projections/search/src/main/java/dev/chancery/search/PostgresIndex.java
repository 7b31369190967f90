package dev.chancery.search;

import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.query.contracts.SearchUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Documents in tables, one schema for each generation; words are arrays under an inverted index. */
final class PostgresIndex implements SearchIndex {

    private static final String LIVE = "search";
    private static final String NEXT = "search_next";
    private static final String OLD = "search_old";

    private final DataSource dataSource;

    PostgresIndex(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private static String schema(Which which) {
        return which == Which.LIVE ? LIVE : NEXT;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public @Nullable Token token(Which which) {
        Optional<Token> found = in(connection -> {
            String table = schema(which) + ".token";
            try (Statement statement = connection.createStatement()) {
                try (ResultSet there = statement.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
                    if (!there.next() || !there.getBoolean(1)) {
                        return Optional.empty();
                    }
                }
                try (ResultSet row = statement.executeQuery("SELECT number, position, last, edition FROM " + table)) {
                    return row.next()
                            ? Optional.of(new Token(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)))
                            : Optional.empty();
                }
            }
        });
        return found.orElse(null);
    }

    @Override
    public Token begin(String edition) {
        Token live = token(Which.LIVE);
        Token next = new Token(live == null ? 1 : live.number() + 1, 0, "", edition);
        return in(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA IF EXISTS " + NEXT + " CASCADE");
                statement.execute(tables());
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + NEXT + ".token VALUES (?, 0, '', ?)")) {
                insert.setLong(1, next.number());
                insert.setString(2, edition);
                insert.executeUpdate();
                return next;
            }
        });
    }

    @Override
    public void tidy() {
        drop(OLD);
        drop(NEXT);
    }

    /** Removes all of it. */
    void remove() {
        tidy();
        drop(LIVE);
    }

    private void drop(String schema) {
        in(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
            }
        });
    }

    private static String tables() {
        try (InputStream sql = PostgresIndex.class.getResourceAsStream("tables.sql")) {
            return new String(Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(Which which, Batch batch) {
        String schema = schema(which);
        in(connection -> {
            events(connection, schema, batch.events());
            tasks(connection, schema, batch.tasks());
            try (PreparedStatement update = connection.prepareStatement("UPDATE " + schema
                    + ".token SET last = CASE WHEN position < ? THEN ? ELSE last END, position = greatest(position, ?)"
                    + " WHERE number = ?")) {
                update.setLong(1, batch.position());
                update.setString(2, batch.last());
                update.setLong(3, batch.position());
                update.setLong(4, batch.generation());
                if (update.executeUpdate() == 0) {
                    throw new SearchUnavailable("Another generation of the search index is in the place of this one");
                }
                return true;
            }
        });
    }

    private static void events(Connection connection, String schema, Collection<EventDocument> events)
            throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO %s.event (position, at, event, family, workflow, agent, words)
                SELECT position, at, event, family, workflow, agent, string_to_array(words, ' ')
                FROM unnest(?, ?::timestamptz[], ?, ?, ?, ?, ?)
                    AS e (position, at, event, family, workflow, agent, words)
                ON CONFLICT (position) DO NOTHING
                """.formatted(schema))) {
            column(insert, 1, "bigint", events, EventDocument::position, Long[]::new);
            column(insert, 2, "text", events, event -> event.at().toString(), String[]::new);
            column(insert, 3, "text", events, EventDocument::event, String[]::new);
            column(insert, 4, "text", events, EventDocument::family, String[]::new);
            column(insert, 5, "text", events, EventDocument::workflow, String[]::new);
            column(insert, 6, "text", events, EventDocument::agent, String[]::new);
            column(insert, 7, "text", events, event -> String.join(" ", event.words()), String[]::new);
            insert.executeUpdate();
        }
    }

    private static void tasks(Connection connection, String schema, Collection<TaskDocument> tasks)
            throws SQLException {
        if (tasks.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %1$s.task AS t
                    (task, opened, opened_at, position, workflow, agent, state, model, subject, words)
                SELECT task, opened, opened_at, position, workflow, agent, state, model, subject,
                    string_to_array(words, ' ')
                FROM unnest(?, ?, ?::timestamptz[], ?, ?, ?, ?, ?, ?, ?)
                    AS n (task, opened, opened_at, position, workflow, agent, state, model, subject, words)
                ON CONFLICT (task) DO UPDATE SET position = excluded.position, state = excluded.state,
                    model = excluded.model, words = excluded.words
                WHERE t.position < excluded.position
                """.formatted(schema))) {
            column(upsert, 1, "text", tasks, TaskDocument::task, String[]::new);
            column(upsert, 2, "bigint", tasks, TaskDocument::opened, Long[]::new);
            column(upsert, 3, "text", tasks, task -> task.openedAt().toString(), String[]::new);
            column(upsert, 4, "bigint", tasks, TaskDocument::position, Long[]::new);
            column(upsert, 5, "text", tasks, TaskDocument::workflow, String[]::new);
            column(upsert, 6, "text", tasks, TaskDocument::agent, String[]::new);
            column(upsert, 7, "text", tasks, task -> task.state().name(), String[]::new);
            column(upsert, 8, "text", tasks, TaskDocument::deployment, String[]::new);
            column(upsert, 9, "text", tasks, TaskDocument::subject, String[]::new);
            column(upsert, 10, "text", tasks, task -> String.join(" ", task.words()), String[]::new);
            upsert.executeUpdate();
        }
    }

    private static <T, V> void column(
            PreparedStatement statement,
            int index,
            String type,
            Collection<T> rows,
            Function<T, @Nullable V> value,
            Function<Integer, @Nullable V[]> array)
            throws SQLException {
        @Nullable V[] values = array.apply(rows.size());
        int next = 0;
        for (T row : rows) {
            values[next++] = value.apply(row);
        }
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    @Override
    public void switchOver() {
        in(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA IF EXISTS " + OLD + " CASCADE");
                try (ResultSet live = statement.executeQuery("SELECT to_regnamespace('" + LIVE + "') IS NOT NULL")) {
                    if (live.next() && live.getBoolean(1)) {
                        statement.execute("ALTER SCHEMA " + LIVE + " RENAME TO " + OLD);
                    }
                }
                statement.execute("ALTER SCHEMA " + NEXT + " RENAME TO " + LIVE);
                // Without it a rare word is looked for in every row.
                statement.execute("ANALYZE " + LIVE + ".event, " + LIVE + ".task");
                return true;
            }
        });
        drop(OLD);
    }

    @Override
    public Counts count(Which which) {
        String schema = schema(which);
        return in(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT (SELECT count(*) FROM " + schema
                            + ".event), (SELECT count(*) FROM " + schema + ".task)")) {
                row.next();
                return new Counts(row.getLong(1), row.getLong(2));
            }
        });
    }

    @Override
    public List<Long> events(SearchEvents search, Set<String> words) {
        return in(connection -> {
            Conditions where = new Conditions()
                    .and("words @> ?::text[]", words.isEmpty() ? null : array(connection, words))
                    .and("event = ?", search.event())
                    .and("family = ?", search.family())
                    .and(
                            "workflow = ?",
                            search.workflow() == null ? null : search.workflow().value())
                    .and(
                            "agent = ?",
                            search.agent() == null ? null : search.agent().value())
                    .and("at >= ?", timestamp(search.from()))
                    .and("at < ?", timestamp(search.to()))
                    .and("position < ?", search.before());
            try (PreparedStatement select = where.prepare(
                    connection,
                    "SELECT position FROM " + LIVE + ".event",
                    " ORDER BY position DESC LIMIT " + search.limit())) {
                List<Long> found = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getLong(1));
                    }
                }
                return found;
            }
        });
    }

    @Override
    public List<TaskHit> tasks(SearchTasks search, Set<String> words) {
        return in(connection -> {
            Conditions where = new Conditions()
                    .and("words @> ?::text[]", words.isEmpty() ? null : array(connection, words))
                    .and(
                            "workflow = ?",
                            search.workflow() == null ? null : search.workflow().value())
                    .and(
                            "agent = ?",
                            search.agent() == null ? null : search.agent().value())
                    .and(
                            "state = ?",
                            search.state() == null ? null : search.state().name())
                    .and("model = ?", search.model())
                    .and(
                            "subject = ?",
                            search.subject() == null ? null : search.subject().value())
                    .and("opened_at >= ?", timestamp(search.from()))
                    .and("opened_at < ?", timestamp(search.to()))
                    .and("opened < ?", search.before());
            return hits(where, connection, LIVE, " ORDER BY opened DESC LIMIT " + search.limit());
        });
    }

    @Override
    public List<TaskHit> withWords(Which which, String workflow, Instant before, long after, int limit) {
        return in(connection -> {
            Conditions where = new Conditions()
                    .and("workflow = ?", workflow)
                    .and("opened_at < ?", timestamp(before))
                    .and("opened > ?", after)
                    .and("cardinality(words) > ?", 0);
            return hits(where, connection, schema(which), " ORDER BY opened LIMIT " + limit);
        });
    }

    private static List<TaskHit> hits(Conditions where, Connection connection, String schema, String tail)
            throws SQLException {
        try (PreparedStatement select =
                where.prepare(connection, "SELECT task, opened FROM " + schema + ".task", tail)) {
            List<TaskHit> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new TaskHit(rows.getString(1), rows.getLong(2)));
                }
            }
            return found;
        }
    }

    private static Array array(Connection connection, Set<String> words) throws SQLException {
        return connection.createArrayOf("text", words.toArray(String[]::new));
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    /** Conditions that all hold; those without a value do not count. */
    private static final class Conditions {

        private final StringBuilder sql = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        Conditions and(String condition, @Nullable Object value) {
            if (value != null) {
                sql.append(values.isEmpty() ? " WHERE " : " AND ").append(condition);
                values.add(value);
            }
            return this;
        }

        PreparedStatement prepare(Connection connection, String head, String tail) throws SQLException {
            // A plan for any word is one for a word that is everywhere.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL plan_cache_mode = force_custom_plan");
            }
            PreparedStatement statement = connection.prepareStatement(head + sql + tail);
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return statement;
        }
    }

    /** The words that were taken away are still in dead rows, and in the inverted index. */
    @Override
    public void purge(Which which) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM " + schema(which) + ".task");
        } catch (SQLException e) {
            throw new SearchUnavailable("PostgreSQL cannot be asked", e);
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T in(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T done = work.on(connection);
                connection.commit();
                return done;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new SearchUnavailable("PostgreSQL cannot be asked", e);
        }
    }

    /** The pool is not this index's own. */
    @Override
    public void close() {}
}
