package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.folds.LabelledTasks.Labelled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** Judged and labelled tasks, with columns for what is found and counted. */
final class LabelledTaskTable implements Table<TaskId, Labelled> {

    @Override
    public Map<TaskId, Labelled> load(Connection connection, String schema, Collection<TaskId> keys)
            throws SQLException {
        Map<TaskId, Labelled> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM " + schema + ".labelled_task WHERE task = ANY (?)")) {
            Table.column(select, 1, "text", keys, TaskId::value);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Labelled labelled = StateJson.MAPPER.readValue(rows.getString(1), Labelled.class);
                    found.put(labelled.task(), labelled);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<TaskId, Labelled>> states)
            throws SQLException {
        Collection<Labelled> all = states.stream().map(Entry::getValue).toList();
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.labelled_task (task, workflow, day, position, digest, scores, approved, body)
                SELECT * FROM unnest(?, ?, ?::date[], ?, ?, ?, ?, ?::json[])
                ON CONFLICT (task) DO UPDATE SET day = excluded.day, position = excluded.position, digest = excluded.digest,
                    scores = excluded.scores, approved = excluded.approved, body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", all, labelled -> labelled.task().value());
            Table.column(upsert, 2, "text", all, labelled -> labelled.workflow().value());
            Table.column(upsert, 3, "text", all, LabelledTaskTable::day);
            Table.column(upsert, 4, "bigint", all, Labelled::position);
            Table.column(upsert, 5, "text", all, Labelled::digest);
            Table.column(upsert, 6, "text", all, labelled -> StateJson.MAPPER.writeValueAsString(labelled.scores()));
            Table.column(upsert, 7, "boolean", all, LabelledTaskTable::approved);
            Table.column(upsert, 8, "text", all, StateJson.MAPPER::writeValueAsString);
            upsert.executeUpdate();
        }
    }

    /** The scores that stand in a row. */
    static List<DimensionScore> scores(String column) {
        return List.of(StateJson.MAPPER.readValue(column, DimensionScore[].class));
    }

    private static @Nullable String day(Labelled labelled) {
        Instant at = labelled.at();
        return at == null ? null : at.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** Null unless people are shown every output at the gate: of others they see a part that the verdict has chosen. */
    private static @Nullable Boolean approved(Labelled labelled) {
        ExampleLabel label = labelled.label();
        if (label == null || labelled.gate() != Gate.HUMAN_IN_THE_LOOP) {
            return null;
        }
        return switch (label) {
            case APPROVED -> true;
            case EDITED, REJECTED -> false;
            case RIGHT, OTHERWISE, WRONG, AGREES, DIFFERS -> null;
        };
    }
}
