package dev.chancery.views;

import dev.chancery.folds.Visits.Visit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Visits, with columns for what they are listed by. */
final class VisitTable implements Table<String, Visit> {

    @Override
    public Map<String, Visit> load(Connection connection, String schema, Collection<String> keys) throws SQLException {
        Map<String, Visit> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM " + schema + ".visit WHERE visit = ANY (?)")) {
            Table.column(select, 1, "text", keys, key -> key);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Visit visit = read(rows.getString(1));
                    found.put(visit.began().visit(), visit);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<String, Visit>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.visit (visit, position, account, viewed, body)
                SELECT * FROM unnest(?, ?, ?, ?, ?::json[])
                ON CONFLICT (visit) DO UPDATE SET position = excluded.position, account = excluded.account,
                viewed = excluded.viewed, body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", states, Entry::getKey);
            Table.column(upsert, 2, "bigint", states, e -> e.getValue().position());
            Table.column(
                    upsert,
                    3,
                    "text",
                    states,
                    e -> e.getValue().began().account().value());
            Table.column(upsert, 4, "boolean", states, e -> e.getValue().views() > 0);
            Table.column(upsert, 5, "text", states, e -> StateJson.MAPPER.writeValueAsString(e.getValue()));
            upsert.executeUpdate();
        }
    }

    static Visit read(String body) {
        return StateJson.MAPPER.readValue(body, Visit.class);
    }
}
