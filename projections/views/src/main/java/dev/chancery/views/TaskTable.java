package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.folds.TaskSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Tasks, with columns for what they are found by. */
final class TaskTable implements Table<TaskId, TaskSummary> {

    @Override
    public Map<TaskId, TaskSummary> load(Connection connection, String schema, Collection<TaskId> keys)
            throws SQLException {
        Map<TaskId, TaskSummary> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM " + schema + ".task WHERE task = ANY (?)")) {
            Table.column(select, 1, "text", keys, TaskId::value);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    TaskSummary task = read(rows.getString(1));
                    found.put(task.origin().task(), task);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<TaskId, TaskSummary>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.task (task, opened, state, agent, workflow, model, body)
                SELECT unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?::json[])
                ON CONFLICT (task) DO UPDATE SET state = excluded.state, model = excluded.model, body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", states, e -> e.getKey().value());
            Table.column(upsert, 2, "bigint", states, e -> e.getValue().origin().position());
            Table.column(
                    upsert,
                    3,
                    "text",
                    states,
                    e -> e.getValue().standing().state().name());
            Table.column(
                    upsert,
                    4,
                    "text",
                    states,
                    e -> e.getValue().origin().agent().value());
            Table.column(
                    upsert,
                    5,
                    "text",
                    states,
                    e -> e.getValue().origin().workflow().value());
            Table.column(upsert, 6, "text", states, e -> deployment(e.getValue()));
            Table.column(upsert, 7, "text", states, e -> StateJson.MAPPER.writeValueAsString(e.getValue()));
            upsert.executeUpdate();
        }
    }

    static TaskSummary read(String body) {
        return StateJson.MAPPER.readValue(body, TaskSummary.class);
    }

    private static String deployment(TaskSummary task) {
        return task.served() == null ? "" : task.served().deployment();
    }
}
