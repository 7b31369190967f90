package dev.chancery.eventstore.content;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.postgres.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contents that an earlier version kept in clear, sealed once. The log is read from its beginning, for only it says whose each
 * content is; a batch moves in one transaction, so an interrupted move goes on at the next start. Dropping the old table takes
 * its files away; the write-ahead log forgets it as its segments are used again.
 */
record PlainContents(DataSource database, EventLog log, DataKeys keys) {

    private static final Logger LOG = LoggerFactory.getLogger(PlainContents.class);
    private static final int BATCH = 1_000;

    /** Streams open at a time while the log is read; for others their beginning is read again. */
    private static final int STREAMS = 20_000;

    void seal() {
        if (!asked("SELECT to_regclass('content_plain') IS NOT NULL")) {
            return;
        }
        if (asked("SELECT EXISTS (SELECT FROM content_plain)")) {
            LOG.info("Contents of an earlier version are sealed; this happens once");
            sealAlongTheLog();
            sealRest();
        }
        Query.ask(database, connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("DROP TABLE content_plain");
            }
        });
    }

    private boolean asked(String sql) {
        return Query.ask(database, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    private void sealAlongTheLog() {
        Recent<String, Custody> custodies = new Recent<>(STREAMS);
        long position = 0;
        for (List<StoredEvent> batch = log.read(0, BATCH); !batch.isEmpty(); batch = log.read(position, BATCH)) {
            Map<String, Custody> owned = new HashMap<>();
            for (StoredEvent event : batch) {
                for (ContentId content : ContentReferences.in(event)) {
                    owned.put(content.value(), custody(event, custodies));
                }
            }
            move(owned);
            position = batch.getLast().position() + 1;
        }
    }

    private Custody custody(StoredEvent event, Recent<String, Custody> custodies) {
        Custody known = custodies.get(event.stream());
        if (known == null) {
            StoredEvent first = event.sequence() == 0
                    ? event
                    : log.readStream(event.stream()).getFirst();
            Recorded recorded = log.decode(first);
            known = recorded.event() instanceof TaskOpened opened
                    ? Custody.of(opened, recorded.at())
                    : Custody.of(event.stream(), event.at());
            custodies.put(event.stream(), known);
        }
        return known;
    }

    /** What no event refers to belongs to nobody; it is kept, sealed like the rest. */
    private void sealRest() {
        while (asked("SELECT EXISTS (SELECT FROM content_plain)")) {
            Map<String, Custody> rest = Query.ask(database, connection -> {
                Map<String, Custody> found = new HashMap<>();
                try (PreparedStatement statement =
                                connection.prepareStatement("SELECT id, created_at FROM content_plain LIMIT " + BATCH);
                        ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Instant created = row.getObject(2, OffsetDateTime.class).toInstant();
                        found.put(row.getString(1), Custody.of("", created));
                    }
                }
                return found;
            });
            move(rest);
        }
    }

    private record Plain(Content content, OffsetDateTime created) {}

    private void move(Map<String, Custody> owned) {
        if (owned.isEmpty()) {
            return;
        }
        Query.ask(database, connection -> {
            connection.setAutoCommit(false);
            try {
                List<Plain> taken = take(connection, owned.keySet().toArray(String[]::new));
                insert(connection, taken, owned);
                connection.commit();
                return taken.size();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    private static List<Plain> take(Connection connection, String[] ids) throws SQLException {
        List<Plain> taken = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM content_plain WHERE id = ANY (?) RETURNING id, salt, utf8, created_at")) {
            statement.setArray(1, connection.createArrayOf("text", ids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    taken.add(new Plain(
                            Content.of(new ContentId(row.getString(1)), row.getBytes(2), row.getBytes(3)),
                            row.getObject(4, OffsetDateTime.class)));
                }
            }
        }
        return taken;
    }

    private void insert(Connection connection, List<Plain> taken, Map<String, Custody> owned) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO content (id, key, task, agent, workflow, subject, created, sealed)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Plain plain : taken) {
                Custody custody = Objects.requireNonNull(
                        owned.get(plain.content.ref().content().value()), "Only what is owned was taken");
                SealedContent sealed = Sealing.seal(plain.content, keys.of(custody.owner()), custody);
                statement.setString(1, sealed.id());
                statement.setObject(2, sealed.key());
                statement.setString(3, custody.task());
                statement.setString(4, custody.agent());
                statement.setString(5, custody.workflow());
                statement.setString(6, custody.subject());
                statement.setObject(7, plain.created);
                statement.setBytes(8, sealed.sealed());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
