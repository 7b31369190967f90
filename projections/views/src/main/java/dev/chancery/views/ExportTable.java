package dev.chancery.views;

import dev.chancery.folds.Exports.Export;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** Exports, with columns for what they are listed by. */
final class ExportTable implements Table<String, Export> {

    @Override
    public Map<String, Export> load(Connection connection, String schema, Collection<String> keys) throws SQLException {
        Map<String, Export> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM " + schema + ".export WHERE export = ANY (?)")) {
            Table.column(select, 1, "text", keys, key -> key);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Export export = read(rows.getString(1));
                    found.put(export.requested().export(), export);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<String, Export>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.export (export, position, kind, state, ended, keep_days, owed, body)
                SELECT * FROM unnest(?, ?, ?, ?, ?::timestamptz[], ?, ?, ?::json[])
                ON CONFLICT (export) DO UPDATE SET position = excluded.position, kind = excluded.kind,
                state = excluded.state, ended = excluded.ended, keep_days = excluded.keep_days, owed = excluded.owed,
                body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", states, Entry::getKey);
            Table.column(upsert, 2, "bigint", states, e -> e.getValue().position());
            Table.column(
                    upsert,
                    3,
                    "text",
                    states,
                    e -> ExportQueries.kind(e.getValue()).name());
            Table.column(upsert, 4, "text", states, e -> e.getValue().state().name());
            Table.column(upsert, 5, "text", states, e -> ended(e.getValue()));
            Table.column(upsert, 6, "integer", states, e -> ExportQueries.keepDays(e.getValue()));
            Table.column(upsert, 7, "boolean", states, e -> !e.getValue().owed().isEmpty());
            Table.column(upsert, 8, "text", states, e -> StateJson.MAPPER.writeValueAsString(e.getValue()));
            upsert.executeUpdate();
        }
    }

    private static @Nullable String ended(Export export) {
        return export.endedAt() == null ? null : export.endedAt().toString();
    }

    static Export read(String body) {
        return StateJson.MAPPER.readValue(body, Export.class);
    }
}
