package dev.chancery.views;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Function;

/** Where the states of a fold are kept, in the schema of each generation. One statement each way, whatever their number. */
interface Table<K, S> {

    /** The states that are there. */
    Map<K, S> load(Connection connection, String schema, Collection<K> keys) throws SQLException;

    /** Writes states over what is there. */
    void write(Connection connection, String schema, Collection<Entry<K, S>> states) throws SQLException;

    /** Sets a column of values as an array parameter for {@code unnest}. */
    static <T> void column(
            PreparedStatement statement, int index, String type, Collection<T> rows, Function<T, ?> value)
            throws SQLException {
        // An array of its own type goes over in binary: any other is written as text, and its quotes are escaped here
        // and read there.
        Object[] values = switch (type) {
            case "text" -> new String[rows.size()];
            case "bigint" -> new Long[rows.size()];
            case "integer" -> new Integer[rows.size()];
            case "boolean" -> new Boolean[rows.size()];
            default -> new Object[rows.size()];
        };
        int next = 0;
        for (T row : rows) {
            values[next++] = value.apply(row);
        }
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
}
