package dev.chancery.views;

import dev.chancery.contracts.log.Recorded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams that wait for code which can take them: from the first event that could not be taken, every event of the stream
 * is kept back, so that their order holds. Only positions are kept, for the log has the events. Used by one thread.
 */
final class DeadLetters {

    /** Were more streams to wait, it would be this version that does not fit the log, and not a few events. */
    static final int MOST_STREAMS = 100_000;

    private static final int LONGEST_REASON = 500;

    /**
     * An event that waits.
     *
     * @param reason why it could not be taken, or what it waits for
     */
    record Letter(long position, String stream, String reason) {

        static Letter of(Recorded event, Throwable why) {
            return new Letter(event.position(), event.stream(), reason(why));
        }

        static Letter behind(Recorded event) {
            return new Letter(event.position(), event.stream(), "waits behind an earlier event of its stream");
        }

        /** The type of the exception is part of it, since many have no message. */
        static String reason(Throwable why) {
            Throwable told = why.getCause() == null ? why : why.getCause();
            String text = (told.getClass().getSimpleName() + ": " + told.getMessage()).replace("\0", "");
            return text.substring(0, Math.min(text.length(), LONGEST_REASON));
        }
    }

    private final String schema;
    private final Set<String> streams = new LinkedHashSet<>();
    private volatile int count;

    DeadLetters(String schema) {
        this.schema = schema;
    }

    /** How many streams wait; for any thread. */
    int count() {
        return count;
    }

    /** The streams that wait, in the order in which they were stopped. */
    List<String> streams() {
        return List.copyOf(streams);
    }

    boolean holds(String stream) {
        return streams.contains(stream);
    }

    /** Knows of none. */
    void clear() {
        streams.clear();
        count = 0;
    }

    /** Reads which streams wait. */
    void load(Connection connection) throws SQLException {
        streams.clear();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT stream FROM " + schema + ".dead_letter GROUP BY stream ORDER BY min(position)");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                streams.add(rows.getString(1));
            }
        }
        count = streams.size();
    }

    /** Writes letters; they are known here once {@link #keep} is called. */
    void add(Connection connection, List<Letter> letters) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        if (streams.size() > MOST_STREAMS) {
            throw new IllegalStateException("More than " + MOST_STREAMS
                    + " streams hold events that the views cannot take: this version does not fit the log");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + schema + ".dead_letter"
                + " (position, stream, reason) SELECT * FROM unnest(?, ?, ?)"
                + " ON CONFLICT (position) DO UPDATE SET reason = excluded.reason")) {
            Table.column(insert, 1, "bigint", letters, Letter::position);
            Table.column(insert, 2, "text", letters, Letter::stream);
            Table.column(insert, 3, "text", letters, Letter::reason);
            insert.executeUpdate();
        }
    }

    /** The letters were committed. */
    void keep(List<Letter> letters) {
        letters.forEach(letter -> streams.add(letter.stream()));
        count = streams.size();
    }

    /** Positions of a stream that wait. */
    Set<Long> positions(Connection connection, String stream) throws SQLException {
        Set<Long> positions = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT position FROM " + schema + ".dead_letter WHERE stream = ?")) {
            select.setString(1, stream);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    positions.add(rows.getLong(1));
                }
            }
        }
        return positions;
    }

    /** Takes out those up to a position, which were taken after all. */
    void remove(Connection connection, String stream, long last) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM " + schema + ".dead_letter WHERE stream = ? AND position <= ?")) {
            delete.setString(1, stream);
            delete.setLong(2, last);
            delete.executeUpdate();
        }
    }

    /** No letter of the stream is left. */
    void release(String stream) {
        streams.remove(stream);
        count = streams.size();
    }
}
