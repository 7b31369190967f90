package dev.chancery.views;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.folds.PromptUses.Use;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** Prompts of tasks, a row each. */
final class PromptUseTable implements Table<Long, Use> {

    @Override
    public Map<Long, Use> load(Connection connection, String schema, Collection<Long> keys) throws SQLException {
        Map<Long, Use> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT * FROM " + schema + ".prompt_use WHERE opened = ANY (?)")) {
            Table.column(select, 1, "bigint", keys, key -> key);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Use use = use(rows);
                    found.put(use.opened(), use);
                }
            }
        }
        return found;
    }

    private static Use use(ResultSet row) throws SQLException {
        String name = row.getString("name");
        return new Use(
                row.getLong("opened"),
                ModelCallTable.instant(row, "at"),
                new WorkflowId(row.getString("workflow")),
                new PromptFacts(
                        name == null ? null : new NamedPrompt(name, row.getString("version")),
                        row.getString("instructions")));
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Long, Use>> states) throws SQLException {
        List<Use> uses = states.stream().map(Entry::getValue).toList();
        if (uses.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO %s.prompt_use (opened, at, workflow, name, version, instructions)
                SELECT unnest(?), unnest(?::timestamptz[]), unnest(?), unnest(?), unnest(?), unnest(?)
                ON CONFLICT (opened) DO NOTHING
                """.formatted(schema))) {
            Table.column(insert, 1, "bigint", uses, Use::opened);
            Table.column(insert, 2, "text", uses, use -> use.at().toString());
            Table.column(insert, 3, "text", uses, use -> use.workflow().value());
            Table.column(insert, 4, "text", uses, use -> name(use.prompt().named()));
            Table.column(insert, 5, "text", uses, use -> version(use.prompt().named()));
            Table.column(insert, 6, "text", uses, use -> use.prompt().instructions());
            insert.executeUpdate();
        }
    }

    private static @Nullable String name(@Nullable NamedPrompt named) {
        return named == null ? null : named.name();
    }

    private static @Nullable String version(@Nullable NamedPrompt named) {
        return named == null ? null : named.version();
    }
}
