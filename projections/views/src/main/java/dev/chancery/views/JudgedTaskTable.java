package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.folds.JudgedTasks.Decision;
import dev.chancery.folds.JudgedTasks.Held;
import dev.chancery.folds.JudgedTasks.Judged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Judged tasks by their ids. */
final class JudgedTaskTable implements Table<TaskId, Judged> {

    @Override
    public Map<TaskId, Judged> load(Connection connection, String schema, Collection<TaskId> keys) throws SQLException {
        Map<TaskId, Judged> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT * FROM " + schema + ".judged_task WHERE task = ANY (?)")) {
            Table.column(select, 1, "text", keys, TaskId::value);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Judged judged = read(rows);
                    found.put(judged.task(), judged);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<TaskId, Judged>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.judged_task
                SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (task) DO UPDATE SET rubric = excluded.rubric, version = excluded.version,
                    digest = excluded.digest, judge = excluded.judge, held = excluded.held, decision = excluded.decision
                """.formatted(schema))) {
            Collection<Judged> all = states.stream().map(Entry::getValue).toList();
            Table.column(upsert, 1, "text", all, judged -> judged.task().value());
            Table.column(upsert, 2, "text", all, judged -> judged.workflow().value());
            Table.column(upsert, 3, "text", all, Judged::rubric);
            Table.column(upsert, 4, "integer", all, Judged::version);
            Table.column(upsert, 5, "text", all, Judged::digest);
            Table.column(upsert, 6, "text", all, Judged::judge);
            Table.column(
                    upsert,
                    7,
                    "text",
                    all,
                    judged -> judged.held() == null ? null : judged.held().name());
            Table.column(
                    upsert,
                    8,
                    "text",
                    all,
                    judged ->
                            judged.decision() == null ? null : judged.decision().name());
            upsert.executeUpdate();
        }
    }

    private static Judged read(ResultSet row) throws SQLException {
        String held = row.getString("held");
        String decision = row.getString("decision");
        return new Judged(
                new TaskId(row.getString("task")),
                new WorkflowId(row.getString("workflow")),
                row.getString("rubric"),
                row.getInt("version"),
                row.getString("digest"),
                row.getString("judge"),
                held == null ? null : Held.valueOf(held),
                decision == null ? null : Decision.valueOf(decision));
    }
}
