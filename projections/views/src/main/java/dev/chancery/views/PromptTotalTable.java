package dev.chancery.views;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.folds.PromptTotals;
import dev.chancery.folds.PromptTotals.Total;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Totals of prompts, a row for each workflow. What is not known is an empty text, since a key has no nulls. */
final class PromptTotalTable implements Table<PromptTotals.Key, Total> {

    private static final String KEY = "workflow, name, version, instructions";

    @Override
    public Map<PromptTotals.Key, Total> load(Connection connection, String schema, Collection<PromptTotals.Key> keys)
            throws SQLException {
        Map<PromptTotals.Key, Total> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT t.* FROM " + schema
                + ".prompt_total t JOIN unnest(?, ?, ?, ?) AS k (" + KEY + ") USING (" + KEY + ")")) {
            keys(select, keys);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            key(rows),
                            new Total(
                                    rows.getLong("tasks"),
                                    ModelCallTable.instant(rows, "first"),
                                    ModelCallTable.instant(rows, "last")));
                }
            }
        }
        return found;
    }

    private static PromptTotals.Key key(ResultSet row) throws SQLException {
        String name = known(row.getString("name"));
        return new PromptTotals.Key(
                new WorkflowId(row.getString("workflow")),
                new PromptFacts(
                        name == null ? null : new NamedPrompt(name, row.getString("version")),
                        known(row.getString("instructions"))));
    }

    private static @Nullable String known(String value) {
        return value.isEmpty() ? null : value;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<PromptTotals.Key, Total>> states)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO %s.prompt_total (%s, tasks, first, last)
                SELECT * FROM unnest(?, ?, ?, ?, ?, ?::timestamptz[], ?::timestamptz[])
                ON CONFLICT (%s) DO UPDATE SET tasks = excluded.tasks, first = excluded.first, last = excluded.last
                """.formatted(schema, KEY, KEY))) {
            keys(upsert, states.stream().map(Entry::getKey).toList());
            Table.column(upsert, 5, "bigint", states, e -> e.getValue().tasks());
            Table.column(upsert, 6, "text", states, e -> e.getValue().first().toString());
            Table.column(upsert, 7, "text", states, e -> e.getValue().last().toString());
            upsert.executeUpdate();
        }
    }

    private static void keys(PreparedStatement statement, Collection<PromptTotals.Key> keys) throws SQLException {
        Table.column(statement, 1, "text", keys, key -> key.workflow().value());
        Table.column(statement, 2, "text", keys, key -> named(key, NamedPrompt::name));
        Table.column(statement, 3, "text", keys, key -> named(key, NamedPrompt::version));
        Table.column(
                statement,
                4,
                "text",
                keys,
                key -> Objects.requireNonNullElse(key.prompt().instructions(), ""));
    }

    private static String named(PromptTotals.Key key, Function<NamedPrompt, String> part) {
        NamedPrompt named = key.prompt().named();
        return named == null ? "" : part.apply(named);
    }
}
