package dev.chancery.views;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.folds.ModelCalls.Call;
import dev.chancery.folds.ModelCalls.Kind;
import dev.chancery.folds.ModelCalls.Touched;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** Answered calls, a row each, by the position of their task's opening. */
final class ModelCallTable implements Table<Long, Touched> {

    /** A call and its task. */
    private record Row(Touched task, Call call) {}

    @Override
    public Map<Long, Touched> load(Connection connection, String schema, Collection<Long> keys) throws SQLException {
        Map<Long, Touched> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT * FROM " + schema + ".model_call WHERE opened = ANY (?) ORDER BY opened, position")) {
            Table.column(select, 1, "bigint", keys, key -> key);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Touched task = task(rows);
                    found.merge(task.opened(), task, ModelCallTable::and);
                }
            }
        }
        return found;
    }

    private static Touched and(Touched before, Touched more) {
        List<Call> calls = new ArrayList<>(before.calls());
        calls.addAll(more.calls());
        return new Touched(
                more.task(),
                more.opened(),
                more.workflow(),
                more.agent(),
                more.policy(),
                more.subject(),
                more.state(),
                more.passed(),
                more.reviewer(),
                List.copyOf(calls));
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Long, Touched>> states)
            throws SQLException {
        List<Row> rows = new ArrayList<>(states.size());
        for (Entry<Long, Touched> state : states) {
            for (Call call : state.getValue().calls()) {
                rows.add(new Row(state.getValue(), call));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.model_call
                SELECT unnest(?), unnest(?), unnest(?::timestamptz[]), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?),
                    unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?)
                ON CONFLICT (opened, position) DO UPDATE SET output = excluded.output, state = excluded.state,
                    passed = excluded.passed, reviewer = excluded.reviewer
                """.formatted(schema))) {
            Table.column(upsert, 1, "bigint", rows, row -> row.task.opened());
            Table.column(upsert, 2, "bigint", rows, row -> row.call.position());
            Table.column(upsert, 3, "text", rows, row -> row.call.at().toString());
            Table.column(upsert, 4, "text", rows, row -> row.task.task().value());
            Table.column(upsert, 5, "text", rows, row -> row.call.deployment());
            Table.column(upsert, 6, "text", rows, row -> row.call.version());
            Table.column(upsert, 7, "text", rows, row -> row.call.kind().name());
            Table.column(upsert, 8, "boolean", rows, row -> row.call.output());
            Table.column(upsert, 9, "boolean", rows, row -> row.call.again());
            Table.column(upsert, 10, "text", rows, row -> row.task.workflow().value());
            Table.column(upsert, 11, "text", rows, row -> row.task.agent().value());
            Table.column(upsert, 12, "text", rows, row -> row.task.policy().value());
            Table.column(upsert, 13, "text", rows, row -> subject(row.task));
            Table.column(upsert, 14, "text", rows, row -> row.task.state().name());
            Table.column(upsert, 15, "boolean", rows, row -> row.task.passed());
            Table.column(upsert, 16, "text", rows, row -> row.task.reviewer());
            upsert.executeUpdate();
        }
    }

    private static @Nullable String subject(Touched task) {
        return task.subject() == null ? null : task.subject().value();
    }

    private static Touched task(ResultSet row) throws SQLException {
        String subject = row.getString("subject");
        return new Touched(
                new TaskId(row.getString("task")),
                row.getLong("opened"),
                new WorkflowId(row.getString("workflow")),
                new AgentId(row.getString("agent")),
                new PolicyVersion(row.getString("policy")),
                subject == null ? null : new SubjectId(subject),
                TaskState.valueOf(row.getString("state")),
                (Boolean) row.getObject("passed"),
                row.getString("reviewer"),
                List.of(new Call(
                        row.getLong("position"),
                        instant(row, "at"),
                        row.getString("deployment"),
                        row.getString("version"),
                        Kind.valueOf(row.getString("kind")),
                        row.getBoolean("output"),
                        row.getBoolean("again"))));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
