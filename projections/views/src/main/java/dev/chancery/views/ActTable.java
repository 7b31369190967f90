package dev.chancery.views;

import dev.chancery.folds.Acts;
import dev.chancery.folds.Acts.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** Open and abandoned acts. Those that are closed are taken out, so the table is as small as what is under way. */
final class ActTable implements Table<Acts.Key, Acts.Standing> {

    @Override
    public Map<Acts.Key, Acts.Standing> load(Connection connection, String schema, Collection<Acts.Key> keys)
            throws SQLException {
        Map<Acts.Key, Acts.Standing> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT body FROM " + schema + ".act JOIN unnest(?, ?) AS k (act, stream) USING (act, stream)")) {
            Table.column(select, 1, "text", keys, key -> key.act().name());
            Table.column(select, 2, "text", keys, Acts.Key::stream);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Acts.Standing standing = read(rows.getString(1));
                    found.put(new Acts.Key(standing.act(), standing.stream()), standing);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Acts.Key, Acts.Standing>> states)
            throws SQLException {
        List<Acts.Standing> kept = new ArrayList<>();
        List<Acts.Standing> closed = new ArrayList<>();
        states.forEach(e -> (e.getValue().phase() == Phase.CLOSED ? closed : kept).add(e.getValue()));
        if (!closed.isEmpty()) {
            delete(connection, schema, closed);
        }
        if (!kept.isEmpty()) {
            upsert(connection, schema, kept);
        }
    }

    private static void delete(Connection connection, String schema, List<Acts.Standing> closed) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + schema + ".act a USING"
                + " unnest(?, ?) AS k (act, stream) WHERE a.act = k.act AND a.stream = k.stream")) {
            Table.column(delete, 1, "text", closed, s -> s.act().name());
            Table.column(delete, 2, "text", closed, Acts.Standing::stream);
            delete.executeUpdate();
        }
    }

    private static void upsert(Connection connection, String schema, List<Acts.Standing> kept) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.act (act, stream, phase, position, day, body)
                SELECT * FROM unnest(?, ?, ?, ?, ?::date[], ?::json[])
                ON CONFLICT (act, stream) DO UPDATE SET phase = excluded.phase, position = excluded.position,
                day = excluded.day, body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", kept, s -> s.act().name());
            Table.column(upsert, 2, "text", kept, Acts.Standing::stream);
            Table.column(upsert, 3, "text", kept, s -> s.phase().name());
            Table.column(upsert, 4, "bigint", kept, ActTable::position);
            Table.column(
                    upsert,
                    5,
                    "text",
                    kept,
                    s -> instant(s).atZone(ZoneOffset.UTC).toLocalDate().toString());
            Table.column(upsert, 6, "text", kept, s -> StateJson.MAPPER.writeValueAsString(s));
            upsert.executeUpdate();
        }
    }

    /** Of the intent while the act is open, then of its abandonment. */
    private static long position(Acts.Standing standing) {
        return standing.abandonment() == null
                ? standing.position()
                : standing.abandonment().position();
    }

    private static Instant instant(Acts.Standing standing) {
        return standing.abandonment() == null
                ? standing.since()
                : standing.abandonment().at();
    }

    static Acts.Standing read(String body) {
        return StateJson.MAPPER.readValue(body, Acts.Standing.class);
    }
}
