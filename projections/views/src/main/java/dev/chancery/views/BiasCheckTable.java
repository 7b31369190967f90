package dev.chancery.views;

import dev.chancery.folds.BiasChecks.Check;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Checks for bias, with columns for what they are listed by. */
final class BiasCheckTable implements Table<String, Check> {

    @Override
    public Map<String, Check> load(Connection connection, String schema, Collection<String> keys) throws SQLException {
        Map<String, Check> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM " + schema + ".bias_check WHERE \"check\" = ANY (?)")) {
            Table.column(select, 1, "text", keys, key -> key);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Check check = read(rows.getString(1));
                    found.put(check.checked().check(), check);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<String, Check>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.bias_check ("check", position, subject, body)
                SELECT * FROM unnest(?, ?, ?, ?::json[])
                ON CONFLICT ("check") DO UPDATE
                SET position = excluded.position, subject = excluded.subject, body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", states, Entry::getKey);
            Table.column(upsert, 2, "bigint", states, e -> e.getValue().position());
            Table.column(
                    upsert,
                    3,
                    "text",
                    states,
                    e -> e.getValue().checked().facts().subject().toString());
            Table.column(upsert, 4, "text", states, e -> StateJson.MAPPER.writeValueAsString(e.getValue()));
            upsert.executeUpdate();
        }
    }

    static Check read(String body) {
        return StateJson.MAPPER.readValue(body, Check.class);
    }
}
