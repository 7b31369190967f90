package dev.chancery.eventstore.ledger;

import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.KnownHead.Known;
import dev.chancery.eventstore.log.Admission;
import dev.chancery.eventstore.log.Appender;
import dev.chancery.eventstore.log.PostgresEventLog;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.eventstore.postgres.Schema;
import dev.chancery.record.EventCodec;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotations;
import dev.chancery.record.note.Succession;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Continues a log that was restored without some of its signed events, or without its key: deliberately, on the record, and under
 * a new name and key. A log keeps its name for ever, and under one name no two events are ever signed at one position; so what
 * comes instead of the lost events belongs to another log, whose first own event says where it comes from.
 *
 * <p>In steps each of which can be the last before a crash: the new key is on disk, from when on Chancery does not start; the
 * fact is in the log; a head of the new log is signed; the new key takes the old one's place. Run again, it goes on.
 *
 * @param knownSize events of the largest head that the old log is known to have signed
 * @param checkpoint that head, signed; null for the one that the home knows
 * @param origin name of the new log; null for the old name with the size and random digits
 * @param by who decides it
 * @param reason why, kept in the record for ever
 */
public record AcceptedLoss(
        long knownSize,
        @Nullable String checkpoint,
        @Nullable String origin,
        String by,
        String reason) {

    private static final InstantSource CLOCK = InstantSource.system();
    static final String SUCCESSOR = "log-key.successor";
    private static final String CURRENT = "log-key";
    private static final String STREAM = "log";

    /**
     * What was done.
     *
     * @param restored the event
     * @param verifierKey of the new log
     */
    public record Done(LogRestored restored, String verifierKey) {}

    /**
     * Puts the loss on the record.
     *
     * @param settings of the home, in which no Chancery runs
     * @throws IllegalStateException when nothing is lost, or the record is not whole up to where it ends
     */
    public Done in(StoreSettings settings) {
        try (Home home = Home.open(settings.home())) {
            if (settings.jdbcUrl() != null) {
                return in(home, database(settings.jdbcUrl(), settings.user(), settings.password()));
            }
            try (EmbeddedPostgres server = EmbeddedPostgres.start(home)) {
                return in(home, database(server.jdbcUrl(), server.user(), server.password()));
            }
        }
    }

    private static PGSimpleDataSource database(String url, @Nullable String user, @Nullable String password) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setUser(user);
        database.setPassword(password);
        database.setLogServerErrorDetail(false);
        return database;
    }

    private Done in(Home home, PGSimpleDataSource database) {
        Schema.migrate(database);
        EventCodec codec = new EventCodec();
        try (PostgresEventLog log = new PostgresEventLog(database, codec);
                Appender appender = new Appender(
                        () -> DriverManager.getConnection(
                                database.getUrl(), database.getUser(), database.getPassword()),
                        Admission.ALONE,
                        log)) {
            Optional<StoredKey> old = home.findSecret(CURRENT).map(bytes -> StoredKey.parse(CURRENT, bytes));
            Known known = KnownHead.of(home.resolve("")).read().orElse(null);
            String from = oldOrigin(database, known, old);
            StoredKey next = home.findSecret(SUCCESSOR)
                    .map(bytes -> StoredKey.parse(SUCCESSOR, bytes))
                    .orElseGet(() -> successor(home, database, log, from, known, old));
            NoteSigner signer = new NoteSigner(next.name(), next.keys());
            LogRestored restored = recorded(log, next.name()).orElseGet(() -> {
                LogRestored event = event(database, log.size(), from, known, old, signer);
                appender.append(codec, STREAM, log.readStream(STREAM).size(), event, CLOCK.instant());
                return event;
            });
            signAsNewLog(database, home, signer, log.size());
            promote(home, next);
            return new Done(restored, signer.verifierKey());
        }
    }

    /** The name of the log that was: what the database says of itself, then what the home knows. */
    private static String oldOrigin(DataSource database, @Nullable Known known, Optional<StoredKey> key) {
        return storedHead(database)
                .map(note -> Checkpoint.parse(note).origin())
                .or(() -> Optional.ofNullable(known).map(Known::origin))
                .or(() -> key.map(StoredKey::name))
                .orElseThrow(() -> new IllegalStateException("There is no log here that anything could be lost of"));
    }

    private static Optional<String> storedHead(DataSource database) {
        return Query.ask(database, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT note FROM checkpoint")) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        });
    }

    private static Optional<LogRestored> recorded(PostgresEventLog log, String to) {
        return log.readStream(STREAM).stream()
                .map(log::decode)
                .map(Recorded::event)
                .filter(event ->
                        event instanceof LogRestored restored && restored.to().equals(to))
                .map(LogRestored.class::cast)
                .findFirst();
    }

    /** Makes the new key, once it is certain that there is a loss and nothing worse. */
    private StoredKey successor(
            Home home,
            DataSource database,
            PostgresEventLog log,
            String from,
            @Nullable Known known,
            Optional<StoredKey> old) {
        long size = log.size();
        boolean keyIsLost = old.filter(key -> key.name().equals(from)).isEmpty();
        if (knownSize < size || (knownSize == size && !keyIsLost)) {
            throw new IllegalStateException("Nothing is lost: the database has " + size + " events, and the known head "
                    + knownSize + ". Start Chancery as usual");
        }
        Known ofOld = known != null && known.origin().equals(from) ? known : null;
        if (ofOld != null && ofOld.head().size() > knownSize) {
            throw new IllegalStateException("This home knows a head of "
                    + ofOld.head().size() + " events, so more is lost than --known-size " + knownSize + " says");
        }
        boolean isKnownHere =
                knownSize == size || (ofOld != null && ofOld.head().size() == knownSize);
        if (checkpoint != null) {
            demandHeadOf(from, checkpoint, ofOld);
        } else if (!isKnownHere) {
            throw new IllegalStateException("This home knows of no head of " + knownSize + " events of " + from
                    + ": give it with --checkpoint");
        }
        LogAudit.Status audit = new TreeAudit(database, log, CLOCK).audit(false);
        if (audit.state() != LogAudit.State.EQUAL) {
            throw new IllegalStateException("The record contradicts itself: " + String.join("; ", audit.findings())
                    + ". A log that was tampered with is not continued; restore a backup");
        }
        String name = origin == null ? from + "/after-" + size + "-" + random() : origin;
        if (name.equals(from)) {
            throw new IllegalStateException("A log keeps its name for ever: give the new one another than " + from);
        }
        StoredKey fresh = StoredKey.fresh(name);
        // A name that no key may have is refused before anything is written.
        NoteVerifier.parse(new NoteSigner(name, fresh.keys()).verifierKey());
        home.keepSecret(SUCCESSOR, fresh.bytes());
        return fresh;
    }

    private void demandHeadOf(String from, String note, @Nullable Known known) {
        Checkpoint head = Checkpoint.parse(note);
        if (head.size() != knownSize || !head.origin().equals(from)) {
            throw new IllegalStateException("The checkpoint given is of " + head.size() + " events of " + head.origin()
                    + ", and not of " + knownSize + " of " + from);
        }
        if (known != null) {
            String key = Rotations.keyAt(known.key(), known.rotations(), head.size());
            if (NoteVerifier.parse(key).verify(Note.parse(note)) != NoteVerifier.Verdict.VERIFIED) {
                throw new IllegalStateException("The checkpoint given is not signed by the key of " + from);
            }
        }
    }

    private LogRestored event(
            DataSource database,
            long size,
            String from,
            @Nullable Known known,
            Optional<StoredKey> old,
            NoteSigner signer) {
        NoteSigner oldSigner = old.filter(key -> key.name().equals(from))
                .map(key -> new NoteSigner(from, key.keys()))
                .orElse(null);
        Known ofOld = known != null && known.origin().equals(from) ? known : null;
        String oldKey = oldSigner != null ? oldSigner.verifierKey() : ofOld != null ? ofOld.key() : "lost";
        String head = checkpoint;
        if (head == null && ofOld != null && ofOld.head().size() == knownSize) {
            head = ofOld.checkpoint();
        }
        Succession succession = new Succession(from, size, oldKey, signer.verifierKey());
        return new LogRestored(
                from,
                NoteVerifier.parse(signer.verifierKey()).name(),
                signer.verifierKey(),
                size,
                knownSize,
                head,
                rotations(database),
                succession.sign(oldSigner, signer),
                by,
                reason);
    }

    private static List<String> rotations(DataSource database) {
        return Query.ask(database, connection -> {
            List<String> notes = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT note FROM log_key_rotation ORDER BY size")) {
                while (row.next()) {
                    notes.add(row.getString(1));
                }
            }
            return notes;
        });
    }

    /** What vouched for the old log is in the event and in the packs; the new log begins with a head of its own. */
    private static void signAsNewLog(DataSource database, Home home, NoteSigner signer, long size) {
        StoredSubtrees subtrees = new StoredSubtrees(database);
        subtrees.fill(size);
        String origin = NoteVerifier.parse(signer.verifierKey()).name();
        String note = new Checkpoint(origin, size, subtrees.root(size)).sign(signer);
        Query.ask(database, connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO checkpoint (size, note) VALUES (?, ?)")) {
                statement.execute("DELETE FROM checkpoint");
                statement.execute("DELETE FROM cosigned_checkpoint");
                statement.execute("DELETE FROM log_timestamp");
                statement.execute("DELETE FROM log_key_rotation");
                insert.setLong(1, size);
                insert.setString(2, note);
                insert.executeUpdate();
                connection.commit();
                return true;
            }
        });
        KnownHead.of(home.resolve("")).replace(new Known(origin, signer.verifierKey(), List.of(), note));
    }

    /** The old key is destroyed: nothing must be signed under the old name any more. */
    private static void promote(Home home, StoredKey next) {
        if (home.findSecret(CURRENT).isEmpty()) {
            home.keepSecret(CURRENT, next.bytes());
        }
        home.replaceSecret(CURRENT, SUCCESSOR);
    }

    private static String random() {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
