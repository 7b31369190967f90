package dev.chancery.views;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.event.VisitEvent.VisitViewed;
import dev.chancery.folds.VisitViews.Look;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** What was looked at, a row each. */
final class VisitViewTable implements Table<Long, Look> {

    @Override
    public Map<Long, Look> load(Connection connection, String schema, Collection<Long> keys) throws SQLException {
        Map<Long, Look> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT * FROM " + schema + ".visit_view WHERE position = ANY (?)")) {
            Table.column(select, 1, "bigint", keys, key -> key);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Look look = look(rows);
                    found.put(look.position(), look);
                }
            }
        }
        return found;
    }

    static Look look(ResultSet row) throws SQLException {
        return new Look(
                row.getLong("position"),
                ModelCallTable.instant(row, "at"),
                new VisitViewed(
                        row.getString("visit"),
                        new AccountId(row.getString("account")),
                        row.getString("method"),
                        row.getString("path")));
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<Long, Look>> states) throws SQLException {
        List<Look> looks = states.stream().map(Entry::getValue).toList();
        if (looks.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO %s.visit_view (position, visit, at, account, method, path)
                SELECT unnest(?), unnest(?), unnest(?::timestamptz[]), unnest(?), unnest(?), unnest(?)
                ON CONFLICT (position) DO NOTHING
                """.formatted(schema))) {
            Table.column(insert, 1, "bigint", looks, Look::position);
            Table.column(insert, 2, "text", looks, look -> look.viewed().visit());
            Table.column(insert, 3, "text", looks, look -> look.at().toString());
            Table.column(
                    insert, 4, "text", looks, look -> look.viewed().account().value());
            Table.column(insert, 5, "text", looks, look -> look.viewed().method());
            Table.column(insert, 6, "text", looks, look -> look.viewed().path());
            insert.executeUpdate();
        }
    }
}
