package dev.chancery.views;

import dev.chancery.folds.Spend.Total;
import dev.chancery.folds.SpendDays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Totals of spend by one dimension and day. */
final class SpendDayTable implements Table<SpendDays.Key, Total> {

    private static final String KEY = "dimension, day, id, currency";

    @Override
    public Map<SpendDays.Key, Total> load(Connection connection, String schema, Collection<SpendDays.Key> keys)
            throws SQLException {
        Map<SpendDays.Key, Total> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT s.* FROM " + schema
                + ".spend_day s JOIN unnest(?, ?::date[], ?, ?) AS k (" + KEY + ") USING (" + KEY + ")")) {
            keys(select, keys);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Currency currency = Currency.getInstance(rows.getString("currency"));
                    found.put(
                            new SpendDays.Key(
                                    SpendDays.Dimension.valueOf(rows.getString("dimension")),
                                    rows.getObject("day", LocalDate.class),
                                    rows.getString("id"),
                                    currency),
                            SpendTable.total(rows, currency));
                }
            }
        }
        return found;
    }

    @Override
    public void write(Connection connection, String schema, Collection<Entry<SpendDays.Key, Total>> states)
            throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement(SpendTable.upsert(schema + ".spend_day", KEY, "?, ?::date[], ?, ?"))) {
            keys(upsert, states.stream().map(Entry::getKey).toList());
            SpendTable.figures(upsert, 5, states);
            upsert.executeUpdate();
        }
    }

    private static void keys(PreparedStatement statement, Collection<SpendDays.Key> keys) throws SQLException {
        Table.column(statement, 1, "text", keys, key -> key.dimension().name());
        Table.column(statement, 2, "text", keys, key -> key.day().toString());
        Table.column(statement, 3, "text", keys, SpendDays.Key::id);
        Table.column(statement, 4, "text", keys, key -> key.currency().getCurrencyCode());
    }
}
