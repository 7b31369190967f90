package dev.chancery.views;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * States of a small fold.
 *
 * @param fold its name
 * @param key from the text in the table
 * @param type of a state
 */
record EntryTable<K, S>(String fold, Function<String, K> key, Class<S> type) implements Table<K, S> {

    @Override
    public Map<K, S> load(Connection connection, String schema, Collection<K> keys) throws SQLException {
        Map<K, S> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT key, body FROM " + schema + ".entry WHERE fold = ? AND key = ANY (?)")) {
            select.setString(1, fold);
            Table.column(select, 2, "text", keys, Object::toString);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(key.apply(rows.getString(1)), read(rows.getString(2)));
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<K, S>> states) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.entry (fold, key, body)
                SELECT ?, * FROM unnest(?, ?::json[])
                ON CONFLICT (fold, key) DO UPDATE SET body = excluded.body
                """.formatted(schema))) {
            upsert.setString(1, fold);
            Table.column(upsert, 2, "text", states, e -> e.getKey().toString());
            Table.column(upsert, 3, "text", states, e -> StateJson.MAPPER.writeValueAsString(e.getValue()));
            upsert.executeUpdate();
        }
    }

    /** The first states in the order of their keys. */
    List<S> list(Connection connection, int limit) throws SQLException {
        return list(connection, null, limit);
    }

    /** The first states behind a key, or all, in the order of their keys. */
    List<S> list(Connection connection, @Nullable String after, int limit) throws SQLException {
        List<S> states = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT body FROM views.entry WHERE fold = ? AND (?::text IS NULL OR key > ?) ORDER BY key LIMIT ?")) {
            select.setString(1, fold);
            select.setString(2, after);
            select.setString(3, after);
            select.setInt(4, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    states.add(read(rows.getString(1)));
                }
            }
        }
        return states;
    }

    private S read(String body) {
        return StateJson.MAPPER.readValue(body, type);
    }
}
