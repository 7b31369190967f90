package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.postgres.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * The nodes that share a PostgreSQL. A node lives as long as the session on which it appends, which holds a lock in its name: the
 * server takes that away when the process dies.
 */
public final class PostgresNodes implements Nodes {

    private static final String ALIVE = "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
            + " AND objsubid = 2 AND classid = " + AppendSession.NODES
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private static final long TURN = AppendSession.LOCK + 2;

    private final DataSource database;
    private final PostgresEventLog log;
    private final Appender appender;
    private final Admission admission;

    public PostgresNodes(DataSource database, PostgresEventLog log, Appender appender, Admission admission) {
        this.database = database;
        this.log = log;
        this.appender = appender;
        this.admission = admission;
    }

    @Override
    public boolean areSeveral() {
        return true;
    }

    @Override
    public boolean leads() {
        return appender.leads();
    }

    @Override
    public long listen(Listener listener) {
        return appender.listen(listener);
    }

    @Override
    public SortedSet<String> alive() {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ALIVE);
                    ResultSet row = statement.executeQuery()) {
                SortedSet<String> alive = new TreeSet<>();
                while (row.next()) {
                    alive.add(Long.toString(row.getLong(1)));
                }
                return alive;
            }
        });
    }

    @Override
    public boolean isOwn(long position) {
        return author(position).filter(admission.name()::equals).isPresent();
    }

    /** A lock of a transaction on a connection of its own, so a node that dies in its turn gives it to the next. */
    @Override
    public Turn turn() {
        try {
            Connection connection = database.getConnection();
            try (Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SET LOCAL lock_timeout = '30s'");
                statement.execute("SELECT pg_advisory_xact_lock(" + TURN + ")");
                return new LockedTurn(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new RecordUnavailable("No turn among the nodes: " + e.getMessage(), e);
        }
    }

    private record LockedTurn(Connection connection) implements Turn {

        @Override
        public boolean isAmongOthers() {
            return true;
        }

        @Override
        public void close() {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw new RecordUnavailable("The connection of a turn broke", e);
            }
        }
    }

    @Override
    public Optional<String> author(long position) {
        return log.read(position, 1).stream()
                .map(StoredEvent::metadata)
                .findFirst()
                .map(metadata -> MetadataJson.read(metadata).get(Admission.AUTHOR));
    }
}
