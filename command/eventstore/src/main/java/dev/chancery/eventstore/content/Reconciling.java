package dev.chancery.eventstore.content;

import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.command.ErasureCommand;
import dev.chancery.eventstore.content.Tombstones.Kind;
import dev.chancery.eventstore.content.Tombstones.Tombstone;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.EventCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Database and keys are backed up apart, so after a restore one of them may be older than the other. What one of them knows to
 * be erased is erased in the other: the keys have their list of what was condemned, the database has its events.
 */
record Reconciling(
        DataSource database, DataKeys keys, Tombstones tombstones, PostgresContents store, InstantSource clock) {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciling.class);

    void reconcile() {
        long heard = heard();
        if (size() < heard) {
            LOG.warn("The keys are an older copy than the database: keys that the record says are destroyed are destroyed again");
            destroyAgain();
            heard = 0;
        }
        AtomicLong line = new AtomicLong();
        Set<String> news = new TreeSet<>();
        long known = heard;
        tombstones.forEach(tombstone -> {
            if (line.getAndIncrement() >= known) {
                news.add(tombstone.erasure());
            }
        });
        for (String erasure : news) {
            store.erase(erasure, task -> {});
        }
        hear(line.get());
    }

    private long size() {
        AtomicLong lines = new AtomicLong();
        tombstones.forEach(tombstone -> lines.incrementAndGet());
        return lines.get();
    }

    private long heard() {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT lines FROM content_tombstones");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private void hear(long lines) {
        Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE content_tombstones SET lines = ? WHERE lines <> ?")) {
                statement.setLong(1, lines);
                statement.setLong(2, lines);
                return statement.executeUpdate();
            }
        });
    }

    /** Reads the whole log, which nothing but an older copy of the keys makes necessary. */
    private void destroyAgain() {
        EventCodec codec = new EventCodec();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Tombstone> again = Query.ask(database, connection -> {
            List<Tombstone> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT stream, name, revision, payload FROM event WHERE name = 'erasure.completed'");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String erasure = row.getString(1).substring(ErasureCommand.STREAM.length());
                    found.add(new Tombstone(Kind.ERASURE, erasure, erasure, now));
                    if (codec.decode(row.getString(2), row.getInt(3), row.getBytes(4)) instanceof ErasureCompleted e) {
                        e.erased().keys().forEach(key -> found.add(new Tombstone(Kind.KEY, key, erasure, now)));
                    }
                }
            }
            return found;
        });
        tombstones.add(again);
    }
}
