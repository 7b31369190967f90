package dev.chancery.views;

import dev.chancery.contracts.log.RecordUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Reads from the views. */
final class Views {

    private Views() {}

    /** A read of the views. */
    interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    static <T> T read(DataSource dataSource, Read<T> read) {
        try (Connection connection = dataSource.getConnection()) {
            return read.from(connection);
        } catch (SQLException e) {
            throw new RecordUnavailable("The views cannot be read", e);
        }
    }

    static <S> List<S> list(DataSource dataSource, EntryTable<?, S> table, int limit) {
        return read(dataSource, connection -> table.list(connection, limit));
    }
}
