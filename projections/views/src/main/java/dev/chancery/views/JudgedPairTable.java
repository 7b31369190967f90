package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.folds.JudgedPairs.Compared;
import dev.chancery.folds.JudgedPairs.Lengths;
import dev.chancery.folds.JudgedPairs.Saying;
import dev.chancery.folds.JudgedPairs.Stage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pairs by the tasks in which a judge compares them. */
final class JudgedPairTable implements Table<TaskId, Compared> {

    @Override
    public Map<TaskId, Compared> load(Connection connection, String schema, Collection<TaskId> keys)
            throws SQLException {
        Map<TaskId, Compared> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT * FROM " + schema + ".judged_pair WHERE comparison = ANY (?)")) {
            Table.column(select, 1, "text", keys, TaskId::value);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Compared pair = read(rows);
                    found.put(pair.comparison(), pair);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<TaskId, Compared>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.judged_pair
                SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (comparison) DO UPDATE SET task = excluded.task, stage = excluded.stage,
                    output_length = excluded.output_length, correction_length = excluded.correction_length,
                    rubric = excluded.rubric, version = excluded.version, digest = excluded.digest,
                    judge = excluded.judge, output_first = excluded.output_first,
                    correction_first = excluded.correction_first, preference = excluded.preference
                """.formatted(schema))) {
            Collection<Compared> all = states.stream().map(Entry::getValue).toList();
            Table.column(upsert, 1, "text", all, pair -> pair.comparison().value());
            Table.column(upsert, 2, "text", all, pair -> pair.of().value());
            Table.column(upsert, 3, "text", all, pair -> pair.workflow().value());
            Table.column(upsert, 4, "bigint", all, Compared::position);
            Table.column(upsert, 5, "text", all, pair -> pair.stage().name());
            Table.column(upsert, 6, "integer", all, of(Compared::lengths, Lengths::output));
            Table.column(upsert, 7, "integer", all, of(Compared::lengths, Lengths::correction));
            Table.column(upsert, 8, "text", all, of(Compared::saying, Saying::rubric));
            Table.column(upsert, 9, "integer", all, of(Compared::saying, Saying::version));
            Table.column(upsert, 10, "text", all, of(Compared::saying, Saying::digest));
            Table.column(upsert, 11, "text", all, of(Compared::saying, Saying::judge));
            Table.column(
                    upsert,
                    12,
                    "text",
                    all,
                    of(Compared::saying, saying -> saying.outputFirst().name()));
            Table.column(
                    upsert,
                    13,
                    "text",
                    all,
                    of(Compared::saying, saying -> saying.correctionFirst().name()));
            Table.column(
                    upsert,
                    14,
                    "text",
                    all,
                    of(Compared::saying, saying -> saying.preference().name()));
            upsert.executeUpdate();
        }
    }

    /** What a part of a pair says, null where it has no such part. */
    private static <P, V> Function<Compared, @Nullable Object> of(
            Function<Compared, @Nullable P> part, Function<P, V> value) {
        return pair -> {
            P found = part.apply(pair);
            return found == null ? null : value.apply(found);
        };
    }

    private static Compared read(ResultSet row) throws SQLException {
        return new Compared(
                new TaskId(row.getString("comparison")),
                new TaskId(row.getString("task")),
                new WorkflowId(row.getString("workflow")),
                row.getLong("position"),
                Stage.valueOf(row.getString("stage")),
                lengths(row),
                saying(row));
    }

    private static @Nullable Lengths lengths(ResultSet row) throws SQLException {
        int output = row.getInt("output_length");
        return row.wasNull() ? null : new Lengths(output, row.getInt("correction_length"));
    }

    private static @Nullable Saying saying(ResultSet row) throws SQLException {
        String rubric = row.getString("rubric");
        return rubric == null
                ? null
                : new Saying(
                        rubric,
                        row.getInt("version"),
                        row.getString("digest"),
                        row.getString("judge"),
                        PairChoice.valueOf(row.getString("output_first")),
                        PairChoice.valueOf(row.getString("correction_first")),
                        PairPreference.valueOf(row.getString("preference")));
    }
}
