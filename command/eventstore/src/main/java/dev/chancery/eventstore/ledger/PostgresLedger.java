package dev.chancery.eventstore.ledger;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree over the log in PostgreSQL. The appender has already put it there; this signs its head each second while there is
 * news, keeps the newest signed head, and reads proofs.
 */
public final class PostgresLedger implements Ledger, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresLedger.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** A head this fresh is given as it is, however often it is asked for: signing costs more than an append. */
    private static final Duration FRESH = Duration.ofMillis(100);

    private final DataSource database;
    private final LogKey key;
    private final KnownHead known;
    private final StoredSubtrees subtrees;
    private final ScheduledExecutorService signing;

    private @Nullable String newest;
    private long newestSize = -1;
    private long checkedAt;

    /**
     * Checks the tree and begins to sign.
     *
     * @param known the newest signed head outside of the database
     * @throws IllegalStateException when log, tree and newest signed head contradict each other
     */
    public PostgresLedger(DataSource database, LogKey key, KnownHead known) {
        this.database = database;
        this.key = key;
        this.known = known;
        this.subtrees = new StoredSubtrees(database);
        checkTree();
        signing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("log-checkpoint").daemon().factory());
        signing.scheduleWithFixedDelay(this::signQuietly, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Head(long size, byte[] frontier, long lastPosition) {}

    /** Cheap, as it reads a few hundred hashes: whether an event itself was changed is what a verifier finds out. */
    private void checkTree() {
        Head head = head("(SELECT coalesce(max(position), -1) FROM event)");
        if (head.lastPosition != head.size - 1) {
            throw contradiction("the last position is " + head.lastPosition + " in a log of " + head.size + " events");
        }
        subtrees.fill(head.size);
        if (!Arrays.equals(Frontier.decode(head.frontier).root(), subtrees.root(head.size))) {
            throw contradiction("its events do not have the tree that was recorded with them");
        }
        stored().ifPresent(signed -> checkSigned(signed, head.size));
        known.demandNotOlder(key.origin(), head.size, subtrees::root, () -> recordedAt(head.lastPosition));
    }

    private Optional<Instant> recordedAt(long position) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT at FROM event WHERE position = " + position);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS)) : Optional.empty();
            }
        });
    }

    private void checkSigned(Checkpoint signed, long size) {
        if (!signed.origin().equals(key.origin())) {
            throw KnownHead.anotherLog(signed.origin(), key.origin());
        }
        if (signed.size() > size) {
            throw contradiction("a head of " + signed.size() + " events was signed, and there are " + size
                    + "; was an older copy of the database restored?");
        }
        if (!Arrays.equals(signed.rootHash(), subtrees.root(signed.size()))) {
            throw contradiction("the events before " + signed.size() + " are not those of the signed head");
        }
    }

    private static IllegalStateException contradiction(String what) {
        return new IllegalStateException("The record contradicts itself: " + what
                + ". Chancery does not start on it; keep the database as it is and investigate");
    }

    private Optional<Checkpoint> stored() {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT note FROM checkpoint");
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(Checkpoint.parse(row.getString(1))) : Optional.empty();
            }
        });
    }

    private Head head(String lastPosition) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT size, frontier, " + lastPosition + " FROM log_head");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new Head(row.getLong(1), row.getBytes(2), row.getLong(3));
            }
        });
    }

    private void signQuietly() {
        try {
            sign();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("The head of the log is not signed; it will be tried again");
        }
    }

    private synchronized String sign() {
        long now = System.nanoTime();
        Head head = head("0");
        String note = newest;
        if (note == null || head.size > newestSize) {
            note = new Checkpoint(
                            key.origin(),
                            head.size,
                            Frontier.decode(head.frontier).root())
                    .sign(key.signer());
            store(head.size, note);
            known.remember(new KnownHead.Known(key.origin(), verifierKey(), rotations(), note));
            subtrees.fill(head.size);
            newest = note;
            newestSize = head.size;
        }
        checkedAt = now;
        return note;
    }

    private void store(long size, String note) {
        Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO checkpoint (size, note)"
                    + " VALUES (?, ?) ON CONFLICT (one) DO UPDATE SET size = excluded.size, note = excluded.note"
                    + " WHERE checkpoint.size <= excluded.size")) {
                statement.setLong(1, size);
                statement.setString(2, note);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public synchronized String checkpoint() {
        String note = newest;
        return note != null && System.nanoTime() - checkedAt < FRESH.toNanos() ? note : sign();
    }

    @Override
    public String verifierKey() {
        return key.signer().verifierKey();
    }

    @Override
    public RangeProof prove(long from, long to, long treeSize) {
        return Merkle.rangeProof(from, to, treeSize, subtrees);
    }

    @Override
    public List<byte[]> consistency(long fromSize, long toSize) {
        return Merkle.consistencyProof(fromSize, toSize, subtrees);
    }

    @Override
    public byte[] root(long size) {
        return subtrees.root(size);
    }

    @Override
    public List<byte[]> leafHashes(long from, long to) {
        return subtrees.leaves(from, to);
    }

    /** Signs what there is left to sign. */
    @Override
    public void close() {
        signing.close();
        signQuietly();
    }
}
