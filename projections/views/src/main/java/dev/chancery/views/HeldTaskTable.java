package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.folds.HeldTasks.Held;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** Tasks that wait for a person. Those that were decided about are taken out. */
final class HeldTaskTable implements Table<TaskId, Held> {

    @Override
    public Map<TaskId, Held> load(Connection connection, String schema, Collection<TaskId> keys) throws SQLException {
        Map<TaskId, Held> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT task, workflow, position, since FROM " + schema + ".held_task WHERE task = ANY (?)")) {
            Table.column(select, 1, "text", keys, TaskId::value);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    TaskId task = new TaskId(rows.getString(1));
                    found.put(
                            task,
                            new Held(
                                    task,
                                    new WorkflowId(rows.getString(2)),
                                    rows.getLong(3),
                                    rows.getObject(4, OffsetDateTime.class).toInstant(),
                                    true));
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<TaskId, Held>> states)
            throws SQLException {
        List<Held> waiting = new ArrayList<>();
        List<Held> decided = new ArrayList<>();
        states.forEach(e -> (e.getValue().waits() ? waiting : decided).add(e.getValue()));
        if (!decided.isEmpty()) {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + schema + ".held_task WHERE task = ANY (?)")) {
                Table.column(delete, 1, "text", decided, held -> held.task().value());
                delete.executeUpdate();
            }
        }
        if (!waiting.isEmpty()) {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    INSERT INTO %s.held_task (task, workflow, position, since)
                    SELECT * FROM unnest(?, ?, ?, ?::timestamptz[])
                    ON CONFLICT (task) DO UPDATE SET position = excluded.position, since = excluded.since
                    """.formatted(schema))) {
                Table.column(upsert, 1, "text", waiting, held -> held.task().value());
                Table.column(upsert, 2, "text", waiting, held -> held.workflow().value());
                Table.column(upsert, 3, "bigint", waiting, Held::position);
                Table.column(upsert, 4, "text", waiting, held -> held.since().toString());
                upsert.executeUpdate();
            }
        }
    }
}
