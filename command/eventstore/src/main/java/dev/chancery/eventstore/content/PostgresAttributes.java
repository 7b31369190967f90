package dev.chancery.eventstore.content;

import dev.chancery.contracts.log.ProtectedAttributes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.eventstore.content.Tombstones.Kind;
import dev.chancery.eventstore.content.Tombstones.Tombstone;
import dev.chancery.eventstore.postgres.Query;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import javax.sql.DataSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Protected attributes in a schema of their own. Each row is sealed by itself, bound to its place, and filled up to steps of
 * {@value #STEP} bytes, so that its length does not tell what is in it.
 */
public final class PostgresAttributes implements ProtectedAttributes {

    private static final int STEP = 256;
    private static final int BATCH = 1_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<SortedMap<String, String>> STRINGS = new TypeReference<>() {};

    private final DataSource database;
    private final DataKeys keys;
    private final Tombstones tombstones;
    private final InstantSource clock;

    PostgresAttributes(DataSource database, DataKeys keys, Tombstones tombstones, InstantSource clock) {
        this.database = database;
        this.keys = keys;
        this.tombstones = tombstones;
        this.clock = clock;
    }

    private static String owner(String dataset) {
        return "bias/" + dataset;
    }

    @Override
    public void store(String dataset, String use, Instant until, List<Row> rows) {
        DataKey key = key(dataset);
        transaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO protected.dataset (dataset, use, key, until) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, dataset);
                insert.setString(2, use);
                insert.setObject(3, key.id());
                insert.setObject(4, until.atOffset(ZoneOffset.UTC));
                insert.executeUpdate();
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO protected.entry (dataset, number, task, sealed) VALUES (?, ?, ?, ?)")) {
                int waiting = 0;
                for (Row row : rows) {
                    insert.setString(1, dataset);
                    insert.setLong(2, row.row());
                    insert.setString(3, row.task());
                    insert.setBytes(4, seal(dataset, row, key.aead()));
                    insert.addBatch();
                    if (++waiting % BATCH == 0) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
            }
            return rows.size();
        });
    }

    private DataKey key(String dataset) {
        try {
            return keys.of(owner(dataset));
        } catch (UncheckedIOException e) {
            throw new RecordUnavailable("A key cannot be kept, so nothing can be sealed: " + e.getMessage(), e);
        }
    }

    private static byte[] seal(String dataset, Row row, AesGcm key) {
        byte[] json = JSON.writeValueAsBytes(row.values());
        byte[] filled = Arrays.copyOf(json, (json.length / STEP + 1) * STEP);
        Arrays.fill(filled, json.length, filled.length, (byte) ' ');
        try {
            return key.encrypt(filled, bound(dataset, row.row()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Protected attributes cannot be sealed", e);
        }
    }

    private static SortedMap<String, String> open(String dataset, long number, byte[] sealed, AesGcm key) {
        try {
            return JSON.readValue(key.decrypt(sealed, bound(dataset, number)), STRINGS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Row " + number + " of the data set was changed, or it is not this row. Delete the data set and"
                            + " upload it again.",
                    e);
        }
    }

    private static byte[] bound(String dataset, long number) {
        return (owner(dataset) + "/" + number).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<Row> read(String dataset, Instant now) {
        return Query.ask(database, connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT e.number, e.task, e.sealed, d.key FROM protected.dataset d JOIN protected.entry e USING (dataset)"
                            + " WHERE d.dataset = ? AND d.until > ? AND d.deleted_rows IS NULL ORDER BY e.number")) {
                select.setString(1, dataset);
                select.setObject(2, now.atOffset(ZoneOffset.UTC));
                try (ResultSet found = select.executeQuery()) {
                    AesGcm key = null;
                    while (found.next()) {
                        if (key == null) {
                            key = keys.find(found.getObject(4, UUID.class))
                                    .orElseThrow(() -> new IllegalStateException(
                                            "The key of the data set is not among the keys of this home. Delete the"
                                                    + " data set and upload it again."))
                                    .aead();
                        }
                        long number = found.getLong(1);
                        rows.add(new Row(number, found.getString(2), open(dataset, number, found.getBytes(3), key)));
                    }
                }
            }
            return rows;
        });
    }

    /** First the key, which cannot be taken back, then the rows. */
    @Override
    public long delete(String dataset) {
        List<UUID> destroyed = keys.idsOf(owner(dataset));
        if (!destroyed.isEmpty()) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            tombstones.add(destroyed.stream()
                    .map(key -> new Tombstone(Kind.KEY, key.toString(), owner(dataset), now))
                    .toList());
            keys.destroy(destroyed);
        }
        return transaction(connection -> {
            update(
                    connection,
                    "UPDATE protected.dataset SET deleted_rows ="
                            + " (SELECT count(*) FROM protected.entry e WHERE e.dataset = dataset.dataset)"
                            + " WHERE dataset = ? AND deleted_rows IS NULL",
                    dataset);
            update(connection, "DELETE FROM protected.entry WHERE dataset = ?", dataset);
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT deleted_rows FROM protected.dataset WHERE dataset = ?")) {
                select.setString(1, dataset);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    @Override
    public void forget(String dataset) {
        transaction(connection -> update(connection, "DELETE FROM protected.dataset WHERE dataset = ?", dataset));
    }

    private static int update(Connection connection, String sql, String dataset) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, dataset);
            return statement.executeUpdate();
        }
    }

    @Override
    public List<Kept> due(Instant now) {
        return Query.ask(database, connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT dataset, use, until <= ? FROM"
                    + " protected.dataset WHERE until <= ? OR deleted_rows IS NOT NULL ORDER BY dataset")) {
                select.setObject(1, now.atOffset(ZoneOffset.UTC));
                select.setObject(2, now.atOffset(ZoneOffset.UTC));
                return kept(select);
            }
        });
    }

    @Override
    public List<Kept> of(String use) {
        return Query.ask(database, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT dataset, use, false FROM protected.dataset WHERE use = ? ORDER BY dataset")) {
                select.setString(1, use);
                return kept(select);
            }
        });
    }

    private static List<Kept> kept(PreparedStatement select) throws SQLException {
        List<Kept> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new Kept(row.getString(1), row.getString(2), row.getBoolean(3)));
            }
        }
        return found;
    }

    private <T> T transaction(Query<T> work) {
        return Query.ask(database, connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }
}
