package dev.chancery.views;

import dev.chancery.folds.Traffic;
import dev.chancery.folds.Traffic.Grain;
import dev.chancery.folds.Traffic.Span;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Spans of time. Days stay; hours and minutes go when the log has come so much further, so what is kept of them does not grow with the
 * log, and what is there follows from the log alone.
 */
final class TrafficTable implements Table<Traffic.Key, Span> {

    private static final Duration HOURS_KEPT = Duration.ofDays(120);
    private static final Duration MINUTES_KEPT = Duration.ofDays(3);

    @Override
    public Map<Traffic.Key, Span> load(Connection connection, String schema, Collection<Traffic.Key> keys)
            throws SQLException {
        Map<Traffic.Key, Span> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT workflow, grain, minute, body FROM " + schema
                        + ".traffic JOIN unnest(?, ?, ?) AS k (workflow, grain, minute) USING (workflow, grain, minute)")) {
            Table.column(select, 1, "text", keys, Traffic.Key::workflow);
            Table.column(select, 2, "text", keys, key -> key.grain().name());
            Table.column(select, 3, "bigint", keys, key -> minute(key.start()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            new Traffic.Key(
                                    rows.getString(1), Grain.valueOf(rows.getString(2)), instant(rows.getLong(3))),
                            read(rows.getString(4)));
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Traffic.Key, Span>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.traffic (workflow, grain, minute, body)
                SELECT * FROM unnest(?, ?, ?, ?::json[])
                ON CONFLICT (workflow, grain, minute) DO UPDATE SET body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", states, e -> e.getKey().workflow());
            Table.column(upsert, 2, "text", states, e -> e.getKey().grain().name());
            Table.column(upsert, 3, "bigint", states, e -> minute(e.getKey().start()));
            Table.column(upsert, 4, "text", states, e -> StateJson.MAPPER.writeValueAsString(e.getValue()));
            upsert.executeUpdate();
        }
        forget(connection, schema, Grain.MINUTE);
        forget(connection, schema, Grain.HOUR);
    }

    private static void forget(Connection connection, String schema, Grain grain) throws SQLException {
        String table = schema + ".traffic";
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table
                + " WHERE grain = ? AND minute < (SELECT max(minute) FROM " + table
                + " WHERE workflow = '' AND grain = ?) - ?")) {
            delete.setString(1, grain.name());
            delete.setString(2, grain.name());
            delete.setLong(3, kept(grain).toMinutes());
            delete.executeUpdate();
        }
    }

    /** For how long spans are kept, back from the newest. */
    static Duration kept(Grain grain) {
        return switch (grain) {
            case MINUTE -> MINUTES_KEPT;
            case HOUR -> HOURS_KEPT;
            case DAY -> Duration.ofDays(36_500);
        };
    }

    static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60);
    }

    static Instant instant(long minute) {
        return Instant.ofEpochSecond(Math.multiplyExact(minute, 60));
    }

    static Span read(String body) {
        return StateJson.MAPPER.readValue(body, Span.class);
    }
}
