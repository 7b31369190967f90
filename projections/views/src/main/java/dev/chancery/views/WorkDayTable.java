package dev.chancery.views;

import dev.chancery.contracts.fact.WorkDay;
import dev.chancery.folds.WorkDays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Days of workflows. */
final class WorkDayTable implements Table<WorkDays.Key, WorkDay> {

    @Override
    public Map<WorkDays.Key, WorkDay> load(Connection connection, String schema, Collection<WorkDays.Key> keys)
            throws SQLException {
        Map<WorkDays.Key, WorkDay> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT body FROM " + schema + ".work_day JOIN"
                + " unnest(?, ?::date[]) AS k (workflow, day) USING (workflow, day)")) {
            Table.column(select, 1, "text", keys, key -> key.workflow().value());
            Table.column(select, 2, "text", keys, key -> key.day().toString());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    WorkDay day = read(rows.getString(1));
                    found.put(new WorkDays.Key(day.workflow(), day.day()), day);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<WorkDays.Key, WorkDay>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.work_day (workflow, day, body)
                SELECT * FROM unnest(?, ?::date[], ?::json[])
                ON CONFLICT (workflow, day) DO UPDATE SET body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", states, e -> e.getKey().workflow().value());
            Table.column(upsert, 2, "text", states, e -> e.getKey().day().toString());
            Table.column(upsert, 3, "text", states, e -> StateJson.MAPPER.writeValueAsString(e.getValue()));
            upsert.executeUpdate();
        }
    }

    static WorkDay read(String body) {
        return StateJson.MAPPER.readValue(body, WorkDay.class);
    }
}
