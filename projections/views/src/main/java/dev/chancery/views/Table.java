package dev.chancery.views;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
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
        List<?> values = rows.stream().<Object>map(value).toList();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
    }
}
