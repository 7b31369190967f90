package dev.chancery.views;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.folds.ModelUses;
import dev.chancery.folds.ModelUses.Outputs;
import dev.chancery.folds.ModelUses.Use;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Totals of versions, a row for each workflow. */
final class ModelUseTable implements Table<ModelUses.Key, Use> {

    private static final String KEY = "deployment, version, workflow";

    @Override
    public Map<ModelUses.Key, Use> load(Connection connection, String schema, Collection<ModelUses.Key> keys)
            throws SQLException {
        Map<ModelUses.Key, Use> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT u.* FROM " + schema
                + ".model_use u JOIN unnest(?, ?, ?) AS k (" + KEY + ") USING (" + KEY + ")")) {
            Table.column(select, 1, "text", keys, ModelUses.Key::deployment);
            Table.column(select, 2, "text", keys, ModelUses.Key::version);
            Table.column(select, 3, "text", keys, key -> key.workflow().value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            new ModelUses.Key(
                                    rows.getString("deployment"),
                                    rows.getString("version"),
                                    new WorkflowId(rows.getString("workflow"))),
                            use(rows));
                }
            }
        }
        return found;
    }

    private static Use use(ResultSet row) throws SQLException {
        return new Use(
                ModelCallTable.instant(row, "first"),
                ModelCallTable.instant(row, "last"),
                row.getLong("answers"),
                row.getLong("revisions"),
                row.getLong("judgements"),
                row.getLong("comparisons"),
                new Outputs(
                        row.getLong("outputs"),
                        row.getLong("verdicts"),
                        row.getLong("passed"),
                        row.getLong("reviewed"),
                        row.getLong("approved")));
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<ModelUses.Key, Use>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.model_use
                SELECT * FROM unnest(?, ?, ?, ?::timestamptz[], ?::timestamptz[], ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (%s) DO UPDATE SET first = excluded.first, last = excluded.last, answers = excluded.answers,
                    revisions = excluded.revisions, judgements = excluded.judgements, comparisons = excluded.comparisons,
                    outputs = excluded.outputs, verdicts = excluded.verdicts, passed = excluded.passed,
                    reviewed = excluded.reviewed, approved = excluded.approved
                """.formatted(schema, KEY))) {
            Table.column(upsert, 1, "text", states, e -> e.getKey().deployment());
            Table.column(upsert, 2, "text", states, e -> e.getKey().version());
            Table.column(upsert, 3, "text", states, e -> e.getKey().workflow().value());
            Table.column(upsert, 4, "text", states, e -> e.getValue().first().toString());
            Table.column(upsert, 5, "text", states, e -> e.getValue().last().toString());
            Table.column(upsert, 6, "bigint", states, e -> e.getValue().answers());
            Table.column(upsert, 7, "bigint", states, e -> e.getValue().revisions());
            Table.column(upsert, 8, "bigint", states, e -> e.getValue().judgements());
            Table.column(upsert, 9, "bigint", states, e -> e.getValue().comparisons());
            Table.column(
                    upsert, 10, "bigint", states, e -> e.getValue().outputs().all());
            Table.column(
                    upsert, 11, "bigint", states, e -> e.getValue().outputs().verdicts());
            Table.column(
                    upsert, 12, "bigint", states, e -> e.getValue().outputs().passed());
            Table.column(
                    upsert, 13, "bigint", states, e -> e.getValue().outputs().reviewed());
            Table.column(
                    upsert, 14, "bigint", states, e -> e.getValue().outputs().approved());
            upsert.executeUpdate();
        }
    }
}
