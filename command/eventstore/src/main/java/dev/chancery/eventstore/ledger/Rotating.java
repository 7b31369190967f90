package dev.chancery.eventstore.ledger;

import dev.chancery.contracts.event.LogEvent.LogKeyRotated;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.Rotation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replacement of the log's key, in steps each of which can be the last before a crash: the new key is on disk; the fact is
 * in the log; the note of both keys is in the database; the new key takes the old one's place. {@link #settle} goes on from
 * wherever it stopped. Not thread-safe.
 */
final class Rotating {

    private static final Logger LOG = LoggerFactory.getLogger(Rotating.class);
    private static final String STREAM = "log";

    private final DataSource database;
    private final EventLog log;
    private final KeyRing keys;

    Rotating(DataSource database, EventLog log, KeyRing keys) {
        this.database = database;
        this.log = log;
        this.keys = keys;
    }

    /**
     * Finishes a replacement whose fact is in the log.
     *
     * @param signed size of the largest head that the old key signed
     */
    void settle(long signed) {
        keys.next()
                .ifPresent(next -> recorded(next.verifierKey()).ifPresent(event -> {
                    NoteSigner old = keys.signer();
                    long size = Math.max(signed, event.position()) + 1;
                    Rotation rotation = new Rotation(keys.origin(), size, old.verifierKey(), next.verifierKey());
                    store(rotation, rotation.sign(old, next));
                    keys.promote();
                    LOG.atInfo()
                            .addKeyValue("key", next.verifierKey())
                            .addKeyValue("size", size)
                            .log("Another key signs the log");
                }));
    }

    private Optional<Recorded> recorded(String to) {
        return log.readStream(STREAM).stream()
                .map(log::decode)
                .filter(recorded -> recorded.event() instanceof LogKeyRotated rotated
                        && rotated.to().equals(to))
                .findFirst();
    }

    /** The first note of a key stays: a crash after it must not make another. */
    private void store(Rotation rotation, String note) {
        Query.ask(database, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO log_key_rotation (size, new_key, note) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
                insert.setLong(1, rotation.size());
                insert.setString(2, rotation.to());
                insert.setString(3, note);
                return insert.executeUpdate();
            }
        });
    }

    /** Signed notes, oldest first. */
    List<String> notes() {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT note FROM log_key_rotation ORDER BY size");
                    ResultSet row = statement.executeQuery()) {
                List<String> notes = new ArrayList<>();
                while (row.next()) {
                    notes.add(row.getString(1));
                }
                return notes;
            }
        });
    }
}
