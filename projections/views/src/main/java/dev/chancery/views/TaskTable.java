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
import org.jspecify.annotations.Nullable;

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
                INSERT INTO %s.task (task, opened, state, agent, workflow, model, body, opened_at, kind, session, label, hold)
                SELECT unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?::json[]),
                    unnest(?::timestamptz[]), unnest(?), unnest(?), unnest(?), unnest(?)
                ON CONFLICT (task) DO UPDATE SET state = excluded.state, model = excluded.model, body = excluded.body,
                    label = excluded.label, hold = excluded.hold
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
            Table.column(
                    upsert, 8, "text", states, e -> e.getValue().origin().at().toString());
            Table.column(
                    upsert, 9, "text", states, e -> e.getValue().origin().kind().name());
            Table.column(
                    upsert,
                    10,
                    "text",
                    states,
                    e -> e.getValue().origin().session().value());
            Table.column(upsert, 11, "text", states, e -> e.getValue().asked().label());
            Table.column(upsert, 12, "text", states, e -> hold(e.getValue()));
            upsert.executeUpdate();
        }
    }

    static TaskSummary read(String body) {
        return StateJson.MAPPER.readValue(body, TaskSummary.class);
    }

    private static @Nullable String hold(TaskSummary task) {
        return task.standing().hold() == null ? null : task.standing().hold().name();
    }

    private static String deployment(TaskSummary task) {
        return task.served() == null ? "" : task.served().deployment();
    }
}
