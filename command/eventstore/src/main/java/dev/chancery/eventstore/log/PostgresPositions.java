package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.Positions;
import dev.chancery.eventstore.postgres.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import javax.sql.DataSource;

/** The positions in PostgreSQL, a row for each reader. */
public final class PostgresPositions implements Positions {

    private final DataSource database;

    public PostgresPositions(DataSource database) {
        this.database = database;
    }

    @Override
    public long of(String reader, long first) {
        return Query.ask(database, connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO reader_position (reader, position)"
                    + " VALUES (?, ?) ON CONFLICT (reader) DO UPDATE SET touched = now()"
                    + " RETURNING position")) {
                insert.setString(1, reader);
                insert.setLong(2, first);
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    @Override
    public void reached(String reader, long position) {
        Query.ask(database, connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "INSERT INTO reader_position (reader, position) VALUES (?, ?) ON CONFLICT (reader) DO UPDATE"
                            + " SET position = greatest(reader_position.position, excluded.position), touched = now()")) {
                update.setString(1, reader);
                update.setLong(2, position);
                return update.executeUpdate();
            }
        });
    }

    @Override
    public void forget(String kind, Set<String> kept, Instant before) {
        Query.ask(database, connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM reader_position WHERE starts_with(reader, ?) AND reader <> ALL (?)"
                            + " AND touched < ?")) {
                delete.setString(1, kind);
                delete.setArray(2, connection.createArrayOf("text", kept.toArray()));
                delete.setObject(3, before.atOffset(ZoneOffset.UTC));
                return delete.executeUpdate();
            }
        });
    }
}
