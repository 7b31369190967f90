package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.content.SealedContent;
import dev.chancery.eventstore.postgres.Durability;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Frontier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The appender's connection. It holds the lock that keeps other Chanceries from appending, so losing it is losing the right
 * to append, and what is appended is appended by the holder. Several nodes share that lock, which keeps out one that wants to be
 * alone; each holds another that says that it is alive, and one of them a third that says that it leads.
 */
final class AppendSession implements AutoCloseable {

    /** Another Chancery appends to this record. */
    static final class Occupied extends SQLException {
        private static final long serialVersionUID = 1;

        Occupied() {
            super("Another Chancery appends to this record");
        }
    }

    /** ASCII "chancery" as a number. */
    static final long LOCK = 0x6368616e63657279L;

    private static final long LEADER = LOCK + 1;

    /** ASCII "node" as a number: the class of the locks whose number is that of a node. */
    static final int NODES = 0x6e6f6465;

    private static final String MOVE_HEAD =
            "WITH head AS (UPDATE log_head SET size = ?, frontier = ? WHERE size = ? RETURNING size)";
    private static final String INSERT_EVENTS =
            " INSERT INTO event (position, stream, sequence, at, id, revision, name, leaf_hash, metadata, payload)"
                    + " SELECT generate_series(?, size - 1), unnest(?::text[]), unnest(?::bigint[]),"
                    + " unnest(?::bigint[]), unnest(?::uuid[]), unnest(?::integer[]), unnest(?::text[]),"
                    + " unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::bytea[]) FROM head";
    private static final String INSERT_CONTENTS = ", kept AS (INSERT INTO content"
            + " (id, key, task, agent, workflow, subject, sealed) SELECT c.* FROM head, unnest(?::text[], ?::uuid[],"
            + " ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[]) AS c)";

    private final Connection connection;
    private final PreparedStatement events;
    private final PreparedStatement eventsAndContents;

    /**
     * Makes a connection the appender's.
     *
     * @param admission as what to append
     */
    AppendSession(Connection connection, Admission admission) throws SQLException {
        this.connection = connection;
        try {
            connection.setAutoCommit(true);
            Durability.demand(connection);
            demand(admission);
            try (Statement statement = connection.createStatement()) {
                // A plan made once is good for arrays of any length, and making one costs more than a short batch.
                statement.execute("SET plan_cache_mode = force_generic_plan");
                statement.execute("SET lock_timeout = '5s'");
                // A server that loses us behind a broken network must let go of our lock, not wait two hours for us.
                statement.execute("SET tcp_keepalives_idle = 10");
                statement.execute("SET tcp_keepalives_interval = 5");
                statement.execute("SET tcp_keepalives_count = 3");
                // Nor must it hold the head for long, should we vanish between the statements of a commit.
                statement.execute("SET idle_in_transaction_session_timeout = '10s'");
                // What was demanded stays, whatever the server's configuration is changed to meanwhile.
                statement.execute(
                        "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false)");
            }
            events = connection.prepareStatement(MOVE_HEAD + INSERT_EVENTS);
            eventsAndContents = connection.prepareStatement(MOVE_HEAD + INSERT_CONTENTS + INSERT_EVENTS);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void demand(Admission admission) throws SQLException {
        if (admission.isAlone()) {
            if (!isGranted("pg_try_advisory_lock(" + LOCK + ")")) {
                throw new Occupied();
            }
        } else if (!isGranted("pg_try_advisory_lock_shared(" + LOCK + ")")) {
            throw new Occupied();
        } else if (!isGranted("pg_try_advisory_lock(" + NODES + ", " + admission.node() + ")")) {
            throw new SQLException("The server has not noticed yet that this node's last connection broke");
        }
    }

    private boolean isGranted(String lock) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + lock)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Whether this session leads, from now on until it ends; false when another does. */
    boolean lead() throws SQLException {
        return isGranted("pg_try_advisory_lock(" + LEADER + ")");
    }

    /** How many events there are, without waiting for those that are on their way. */
    long size() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT size FROM log_head")) {
            if (!row.next()) {
                throw new SQLException("The row of log_head is missing");
            }
            return row.getLong(1);
        }
    }

    /** Up to {@code limit} events from a position on. */
    List<StoredEvent> read(long from, int limit) throws SQLException {
        return Rows.from(connection, from, limit);
    }

    /** What follows is one commit. It begins with {@link #head}, which keeps everybody else from appending until the end. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    /** Where the log ends. Waits for any append that is on its way, even that of a connection which was lost. */
    Frontier head() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT size, frontier FROM log_head FOR UPDATE")) {
            if (!row.next()) {
                throw new SQLException("The row of log_head is missing");
            }
            Frontier frontier = Frontier.decode(row.getBytes(2));
            if (frontier.size() != row.getLong(1)) {
                throw new SQLException("log_head has a frontier of another size");
            }
            return frontier;
        }
    }

    /** The last sequence of each stream, -1 for one that has no events. */
    Map<String, Long> lastSequences(Collection<String> streams) throws SQLException {
        Map<String, Long> last = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT stream, coalesce((SELECT max(sequence)"
                + " FROM event e WHERE e.stream = s.stream), -1) FROM unnest(?::text[]) AS s (stream)")) {
            statement.setArray(1, connection.createArrayOf("text", streams.toArray(String[]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    last.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return last;
    }

    /** Whether an event lies at its position. */
    boolean holds(StoredEvent event) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id::text FROM event WHERE position = ?")) {
            statement.setLong(1, event.position());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && event.id().equals(row.getString(1));
            }
        }
    }

    /**
     * Moves the head and writes the rows in one statement, which commits by itself: one round trip, one flush.
     *
     * @return whether it was done; if not, the head was elsewhere, because another process appended
     */
    boolean insert(Placement placed) throws SQLException {
        List<StoredEvent> rows = placed.events();
        List<SealedContent> contents = placed.contents();
        PreparedStatement statement = contents.isEmpty() ? events : eventsAndContents;
        long from = rows.getFirst().position();
        int p = 0;
        statement.setLong(++p, from + rows.size());
        statement.setBytes(++p, placed.after().encode());
        statement.setLong(++p, from);
        if (!contents.isEmpty()) {
            column(statement, ++p, "text", contents, SealedContent::id, String[]::new);
            column(statement, ++p, "uuid", contents, SealedContent::key, UUID[]::new);
            column(statement, ++p, "text", contents, c -> c.custody().task(), String[]::new);
            column(statement, ++p, "text", contents, c -> c.custody().agent(), String[]::new);
            column(statement, ++p, "text", contents, c -> c.custody().workflow(), String[]::new);
            column(statement, ++p, "text", contents, c -> c.custody().subject(), String[]::new);
            column(statement, ++p, "bytea", contents, SealedContent::sealed, byte[][]::new);
        }
        statement.setLong(++p, from);
        array(statement, ++p, "text", rows.stream().map(StoredEvent::stream).toArray(String[]::new));
        array(statement, ++p, "int8", rows.stream().map(StoredEvent::sequence).toArray(Long[]::new));
        array(
                statement,
                ++p,
                "int8",
                rows.stream().map(e -> LeafHash.micros(e.at())).toArray(Long[]::new));
        array(statement, ++p, "uuid", rows.stream().map(StoredEvent::id).toArray(String[]::new));
        array(statement, ++p, "int4", rows.stream().map(StoredEvent::revision).toArray(Integer[]::new));
        array(statement, ++p, "text", rows.stream().map(StoredEvent::name).toArray(String[]::new));
        array(statement, ++p, "bytea", placed.leafHashes().toArray(byte[][]::new));
        array(statement, ++p, "bytea", rows.stream().map(StoredEvent::metadata).toArray(byte[][]::new));
        array(statement, ++p, "bytea", rows.stream().map(StoredEvent::payload).toArray(byte[][]::new));
        return statement.executeUpdate() == rows.size();
    }

    private <T> void column(
            PreparedStatement statement,
            int parameter,
            String type,
            List<SealedContent> contents,
            Function<SealedContent, @Nullable T> value,
            IntFunction<T[]> array)
            throws SQLException {
        array(statement, parameter, type, contents.stream().map(value).toArray(array));
    }

    private void array(PreparedStatement statement, int parameter, String type, Object[] array) throws SQLException {
        statement.setArray(parameter, connection.createArrayOf(type, array));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
