package dev.chancery.eventstore.content;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ContentScope.Kind;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.ContentUnreadable;
import dev.chancery.contracts.log.ErasableContents;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.eventstore.content.Tombstones.Tombstone;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The contents in PostgreSQL, which the {@link dev.chancery.eventstore.log.Appender} writes. What is erased leaves its row
 * without salt and text, so that it can be said when that happened.
 */
public final class PostgresContents implements ContentStore, ErasableContents {

    private static final int BATCH = 500;
    private static final String OF_KEYS = "subject IS NOT NULL AND sealed IS NOT NULL AND key = ANY (?::uuid[])";
    private static final String OF_IDS = "sealed IS NOT NULL AND id = ANY (?::text[])";

    private final DataSource database;
    private final EventLog log;
    private final DataKeys keys;
    private final Tombstones tombstones;
    private final InstantSource clock;

    PostgresContents(DataSource database, EventLog log, DataKeys keys, Tombstones tombstones, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.keys = keys;
        this.tombstones = tombstones;
        this.clock = clock;
    }

    /** Another node erased something: what is kept in memory here may have been destroyed. */
    public void erasedElsewhere() {
        keys.forget();
    }

    private record Row(UUID key, byte[] sealed) {}

    @Override
    public Optional<Content> find(ContentId id) {
        return one(
                        "SELECT key, sealed FROM content WHERE id = ? AND sealed IS NOT NULL",
                        id,
                        row -> new Row(row.getObject(1, UUID.class), row.getBytes(2)))
                .flatMap(row -> open(id, row));
    }

    private Optional<Content> open(ContentId id, Row row) {
        Optional<Content> content = keys.find(row.key).map(key -> Sealing.open(id, row.sealed, key.aead()));
        if (content.isEmpty() && destroyed(row.key).isEmpty()) {
            throw new ContentUnreadable(id, "its key is not among the keys of this home");
        }
        return content;
    }

    /** A content that was on its way when its key was destroyed keeps its row until the next start, and cannot be read. */
    private Optional<Instant> destroyed(UUID key) {
        return tombstones.select(t -> t.kind() == Tombstones.Kind.KEY && t.key().equals(key)).stream()
                .map(Tombstone::at)
                .findFirst();
    }

    @Override
    public Optional<Instant> erasedAt(ContentId id) {
        record State(UUID key, OffsetDateTime erasedAt) {}
        return one(
                        "SELECT key, erased_at FROM content WHERE id = ?",
                        id,
                        row -> new State(row.getObject(1, UUID.class), row.getObject(2, OffsetDateTime.class)))
                .flatMap(state -> state.erasedAt == null
                        ? (keys.find(state.key).isPresent() ? Optional.empty() : destroyed(state.key))
                        : Optional.of(state.erasedAt.toInstant()));
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> one(String sql, ContentId id, Reading<T> reading) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(reading.of(row)) : Optional.empty();
                }
            }
        });
    }

    /** Which rows are meant: a condition with one parameter, an array. */
    private record Rows(String condition, String type, Object[] values) {

        void set(PreparedStatement statement, int parameter) throws SQLException {
            statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
        }
    }

    private Rows rows(ContentScope scope) {
        return switch (scope.kind()) {
            case SUBJECT ->
                new Rows(OF_KEYS, "uuid", keys.idsOf(Custody.owner(scope.id())).toArray());
            case TASK -> new Rows(OF_IDS, "text", idsOf(new TaskId(scope.id())));
            case WORKFLOW, AGENT ->
                throw new IllegalArgumentException(
                        "Contents are erased by the person concerned or by the task, not by " + scope);
        };
    }

    private String[] idsOf(TaskId task) {
        return log.readStream(TaskCommand.stream(task)).stream()
                .flatMap(event -> ContentReferences.in(event).stream())
                .map(ContentId::value)
                .distinct()
                .toArray(String[]::new);
    }

    @Override
    public List<ContentScope> touched(ContentScope scope, List<ContentScope> others) {
        Rows rows = rows(scope);
        return others.stream()
                .filter(other -> other.equals(scope) || contains(rows, other))
                .toList();
    }

    private boolean contains(Rows rows, ContentScope other) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT EXISTS (SELECT FROM content WHERE "
                    + rows.condition + " AND " + column(other.kind()) + " = ?)")) {
                rows.set(statement, 1);
                statement.setString(2, other.id());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    private static String column(Kind kind) {
        return switch (kind) {
            case SUBJECT -> "subject";
            case TASK -> "task";
            case WORKFLOW -> "workflow";
            case AGENT -> "agent";
        };
    }

    @Override
    public void condemn(String erasure, ContentScope scope) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Tombstone> condemned = new ArrayList<>();
        condemned.add(new Tombstone(Tombstones.Kind.ERASURE, erasure, erasure, now));
        if (scope.kind() == Kind.SUBJECT) {
            keys.idsOf(Custody.owner(scope.id()))
                    .forEach(key -> condemned.add(new Tombstone(Tombstones.Kind.KEY, key.toString(), erasure, now)));
        } else {
            Stream.of((String[]) rows(scope).values)
                    .forEach(id -> condemned.add(new Tombstone(Tombstones.Kind.CONTENT, id, erasure, now)));
        }
        tombstones.add(condemned);
        destroyKeys(condemned);
    }

    @Override
    public boolean isCondemned(String erasure) {
        return !tombstones.of(erasure).isEmpty();
    }

    @Override
    public Erased erase(String erasure, Consumer<TaskId> tasks) {
        List<Tombstone> condemned = tombstones.of(erasure);
        List<UUID> destroyed = destroyKeys(condemned);
        empty(erasure, new Rows(OF_KEYS, "uuid", destroyed.toArray()), tasks);
        Object[] ids = condemned.stream()
                .filter(t -> t.kind() == Tombstones.Kind.CONTENT)
                .map(Tombstone::id)
                .toArray();
        empty(erasure, new Rows(OF_IDS, "text", ids), tasks);
        return erased(erasure, destroyed);
    }

    private List<UUID> destroyKeys(List<Tombstone> condemned) {
        List<UUID> ids = condemned.stream()
                .filter(t -> t.kind() == Tombstones.Kind.KEY)
                .map(Tombstone::key)
                .toList();
        keys.destroy(ids);
        return ids;
    }

    /** A batch commits by itself, so an erasure that is interrupted goes on where it was. */
    private void empty(String erasure, Rows rows, Consumer<TaskId> tasks) {
        if (rows.values.length == 0) {
            return;
        }
        int emptied;
        do {
            Set<String> batch = Query.ask(database, connection -> {
                try (PreparedStatement statement = connection.prepareStatement(
                        "UPDATE content SET sealed = NULL, erased_at = now(), erasure = ? WHERE id IN (SELECT id FROM"
                                + " content WHERE " + rows.condition + " LIMIT " + BATCH + ") RETURNING task")) {
                    statement.setString(1, erasure);
                    rows.set(statement, 2);
                    Set<String> named = new TreeSet<>();
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            named.add(row.getString(1));
                        }
                    }
                    return named;
                }
            });
            batch.forEach(task -> tasks.accept(new TaskId(task)));
            emptied = batch.size();
        } while (emptied > 0);
    }

    @Override
    public List<TaskId> tasksOf(String erasure) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT DISTINCT task FROM content WHERE erasure = ? ORDER BY task")) {
                statement.setString(1, erasure);
                List<TaskId> tasks = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        tasks.add(new TaskId(row.getString(1)));
                    }
                }
                return tasks;
            }
        });
    }

    /** Counted from the rows, so what was destroyed before a crash is counted too. */
    private Erased erased(String erasure, List<UUID> destroyed) {
        return Query.ask(database, connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT id FROM content WHERE erasure = ? ORDER BY id COLLATE \"C\"")) {
                statement.setFetchSize(BATCH);
                statement.setString(1, erasure);
                MessageDigest digest = Sha256.digest();
                long count = 0;
                try (ResultSet row = statement.executeQuery()) {
                    for (; row.next(); count++) {
                        digest.update((row.getString(1) + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                }
                return new Erased(
                        count,
                        HexFormat.of().formatHex(digest.digest()),
                        destroyed.stream().map(UUID::toString).toList());
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    @Override
    public List<ContentId> older(WorkflowId workflow, Instant before, List<ContentScope> kept, int limit) {
        if (kept.contains(new ContentScope(Kind.WORKFLOW, workflow.value()))) {
            return List.of();
        }
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id FROM content WHERE workflow = ? AND created < ? AND sealed IS NOT NULL"
                            + " AND task <> ALL (?) AND agent <> ALL (?)"
                            + " AND (subject IS NULL OR subject <> ALL (?)) ORDER BY created LIMIT ?")) {
                statement.setString(1, workflow.value());
                statement.setObject(2, before.atOffset(ZoneOffset.UTC));
                statement.setArray(3, ids(connection, kept, Kind.TASK));
                statement.setArray(4, ids(connection, kept, Kind.AGENT));
                statement.setArray(5, ids(connection, kept, Kind.SUBJECT));
                statement.setInt(6, limit);
                List<ContentId> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(new ContentId(row.getString(1)));
                    }
                }
                return found;
            }
        });
    }

    private static java.sql.Array ids(Connection connection, List<ContentScope> scopes, Kind kind) throws SQLException {
        return connection.createArrayOf(
                "text",
                scopes.stream()
                        .filter(scope -> scope.kind() == kind)
                        .map(ContentScope::id)
                        .toArray());
    }

    /** Steps along the index from one workflow to the next, for to read every row would take as long as there are rows. */
    @Override
    public Set<WorkflowId> workflows() {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                            WITH RECURSIVE step AS (
                                (SELECT workflow FROM content WHERE sealed IS NOT NULL ORDER BY workflow LIMIT 1)
                                UNION ALL
                                SELECT (SELECT workflow FROM content WHERE sealed IS NOT NULL
                                    AND workflow > step.workflow ORDER BY workflow LIMIT 1)
                                FROM step WHERE step.workflow IS NOT NULL)
                            SELECT workflow FROM step WHERE workflow <> ''
                            """);
                    ResultSet row = statement.executeQuery()) {
                Set<WorkflowId> found = new TreeSet<>(java.util.Comparator.comparing(WorkflowId::value));
                while (row.next()) {
                    found.add(new WorkflowId(row.getString(1)));
                }
                return found;
            }
        });
    }

    @Override
    public void expire(List<ContentId> contents) {
        Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE content SET sealed = NULL, erased_at = now() WHERE " + OF_IDS)) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "text", contents.stream().map(ContentId::value).toArray()));
                return statement.executeUpdate();
            }
        });
    }
}
