package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.folds.SampledOutputs.Sampled;
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

/** Sampled outputs that wait. Those that were looked at are taken out. */
final class SampledOutputTable implements Table<TaskId, Sampled> {

    @Override
    public Map<TaskId, Sampled> load(Connection connection, String schema, Collection<TaskId> keys)
            throws SQLException {
        Map<TaskId, Sampled> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT task, workflow, opened FROM " + schema + ".sampled_output WHERE task = ANY (?)")) {
            Table.column(select, 1, "text", keys, TaskId::value);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    TaskId task = new TaskId(rows.getString(1));
                    found.put(task, new Sampled(task, new WorkflowId(rows.getString(2)), rows.getLong(3), true));
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<TaskId, Sampled>> states)
            throws SQLException {
        List<Sampled> waiting = new ArrayList<>();
        List<Sampled> seen = new ArrayList<>();
        states.forEach(e -> (e.getValue().waits() ? waiting : seen).add(e.getValue()));
        if (!seen.isEmpty()) {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + schema + ".sampled_output WHERE task = ANY (?)")) {
                Table.column(delete, 1, "text", seen, s -> s.task().value());
                delete.executeUpdate();
            }
        }
        if (!waiting.isEmpty()) {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO %s.sampled_output (task, workflow, opened)
                    SELECT * FROM unnest(?, ?, ?)
                    ON CONFLICT (task) DO NOTHING
                    """.formatted(schema))) {
                Table.column(insert, 1, "text", waiting, s -> s.task().value());
                Table.column(insert, 2, "text", waiting, s -> s.workflow().value());
                Table.column(insert, 3, "bigint", waiting, Sampled::opened);
                insert.executeUpdate();
            }
        }
    }
}
