package dev.chancery.eventstore.postgres;

import dev.chancery.contracts.log.RecordUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Something asked of the database. */
@FunctionalInterface
public interface Query<T> {

    /** Asks it. */
    T on(Connection connection) throws SQLException;

    /**
     * Asks it on a connection of the pool.
     *
     * @throws RecordUnavailable when the database does not answer
     */
    static <T> T ask(DataSource database, Query<T> query) {
        try (Connection connection = database.getConnection()) {
            return query.on(connection);
        } catch (SQLException e) {
            throw new RecordUnavailable("The record cannot be read: " + e.getMessage(), e);
        }
    }
}
