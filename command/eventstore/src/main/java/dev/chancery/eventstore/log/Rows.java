package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.StoredEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows of the table {@code event}, read. */
final class Rows {

    static final String SELECT =
            "SELECT position, id, stream, sequence, name, revision, at, payload, metadata FROM event ";

    private Rows() {}

    /** Up to {@code limit} events from a position on. */
    static List<StoredEvent> from(Connection connection, long position, int limit) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(SELECT + "WHERE position >= ? ORDER BY position LIMIT ?")) {
            statement.setLong(1, position);
            statement.setInt(2, limit);
            return all(statement);
        }
    }

    static List<StoredEvent> all(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            List<StoredEvent> events = new ArrayList<>();
            while (row.next()) {
                events.add(new StoredEvent(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getInt(6),
                        instant(row.getLong(7)),
                        row.getBytes(8),
                        row.getBytes(9)));
            }
            return events;
        }
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
