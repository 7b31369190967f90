package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.folds.CalibrationCases.Case;
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

/** Calibration cases, with columns for what is counted. A task that is none is not written. */
final class CalibrationCaseTable implements Table<TaskId, Case> {

    @Override
    public Map<TaskId, Case> load(Connection connection, String schema, Collection<TaskId> keys) throws SQLException {
        Map<TaskId, Case> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT body FROM " + schema + ".calibration_case WHERE task = ANY (?)")) {
            Table.column(select, 1, "text", keys, TaskId::value);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Case known = StateJson.MAPPER.readValue(rows.getString(1), Case.class);
                    found.put(known.task(), known);
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<TaskId, Case>> states)
            throws SQLException {
        List<Case> cases = new ArrayList<>();
        for (Entry<TaskId, Case> state : states) {
            if (state.getValue().right() != null) {
                cases.add(state.getValue());
            }
        }
        if (cases.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.calibration_case (task, reviewer, hit, body)
                SELECT * FROM unnest(?, ?, ?, ?::json[])
                ON CONFLICT (task) DO UPDATE SET reviewer = excluded.reviewer, hit = excluded.hit, body = excluded.body
                """.formatted(schema))) {
            Table.column(upsert, 1, "text", cases, c -> c.task().value());
            Table.column(upsert, 2, "text", cases, Case::reviewer);
            Table.column(upsert, 3, "boolean", cases, Case::hit);
            Table.column(upsert, 4, "text", cases, StateJson.MAPPER::writeValueAsString);
            upsert.executeUpdate();
        }
    }
}
