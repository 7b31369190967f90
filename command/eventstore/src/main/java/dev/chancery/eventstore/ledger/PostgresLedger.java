package dev.chancery.eventstore.ledger;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.LogKeys;
import dev.chancery.contracts.log.LogStatus;
import dev.chancery.contracts.log.LogTiles;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.ledger.LedgerSettings.AskedWitness;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.LeafHash;
import dev.chancery.record.Sha256;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotation;
import dev.chancery.record.note.Rotations;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree over the log in PostgreSQL. The appender has already put it there; this signs its head each second while there is
 * news, keeps the newest signed head, has it cosigned and timestamped by others, and reads proofs.
 */
public final class PostgresLedger implements Ledger, LogTiles, LogKeys, LogStatus.Source, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresLedger.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** A head this fresh is given as it is, however often it is asked for: signing costs more than an append. */
    private static final Duration FRESH = Duration.ofMillis(100);

    private final DataSource database;
    private final EventLog log;
    private final KeyRing keys;
    private final KnownHead known;
    private final Rotating rotating;
    private final LedgerSettings settings;
    private final InstantSource clock;
    private final Nodes nodes;
    private final Consumer<String> halt;
    private final StoredSubtrees subtrees;
    private final HttpClient http;
    private final Cosigning cosigning;
    private final @Nullable Timestamps timestamps;
    private final ScheduledExecutorService signing;

    private @Nullable String newest;
    private long newestSize = -1;
    private Instant signedAt;
    private long checkedAt;
    private volatile @Nullable String stopped;

    /**
     * Checks the tree, asks the witnesses what they know of it, and begins to sign.
     *
     * @param known the newest signed head outside of the database
     * @param nodes of which the one that leads signs each second; any signs what it is asked for, with the one key
     * @param halt is told why nothing may be written any more, when that turns out later
     * @throws IllegalStateException when log, tree and newest signed head contradict each other, or a head that a witness shows
     */
    public PostgresLedger(
            DataSource database,
            EventLog log,
            KeyRing keys,
            KnownHead known,
            LedgerSettings settings,
            InstantSource clock,
            Nodes nodes,
            Consumer<String> halt) {
        this.nodes = nodes;
        this.database = database;
        this.log = log;
        this.keys = keys;
        this.known = known;
        this.rotating = new Rotating(database, log, keys);
        this.settings = settings;
        this.clock = clock;
        this.halt = halt;
        this.signedAt = clock.instant();
        this.subtrees = new StoredSubtrees(database);
        checkTree();
        http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
        List<WitnessClient> witnesses = settings.witnesses().stream()
                .map(w -> new WitnessClient(w, keys.origin(), this::consistency, this::contradiction, http, clock))
                .toList();
        demandNoneKnowsBetter(witnesses);
        cosigning = new Cosigning(
                witnesses, settings.quorum(), stored("cosigned_checkpoint"), this::keepCosigned, this::stop);
        timestamps = settings.timestamp() == null ? null : new Timestamps(database, settings.timestamp(), http, clock);
        signing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("log-checkpoint").daemon().factory());
        signing.scheduleWithFixedDelay(this::signQuietly, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All are asked at once. One that does not answer is no reason not to start: it is asked again when it cosigns. */
    private void demandNoneKnowsBetter(List<WitnessClient> witnesses) {
        List<WitnessClient.Contradiction> found = new CopyOnWriteArrayList<>();
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            for (WitnessClient witness : witnesses) {
                asking.execute(() -> {
                    try {
                        Optional.ofNullable(witness.compare()).ifPresent(found::add);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }
        if (!found.isEmpty()) {
            http.shutdownNow();
            keep(found.getFirst());
            throw new IllegalStateException(found.getFirst().why());
        }
        witnesses.stream()
                .filter(w -> w.uncompared() != null)
                .forEach(
                        w -> LOG.atWarn()
                                .addKeyValue("witness", w.name())
                                .addKeyValue("why", w.uncompared())
                                .log(
                                        "A witness could not be asked whether it knows a newer head of this log; it is asked again"));
    }

    private Optional<String> contradiction(String note, String shownBy) {
        Checkpoint head = Checkpoint.parse(Note.parse(note).text());
        NoteVerifier key = NoteVerifier.parse(Rotations.keyAt(verifierKey(), chain(), head.size()));
        if (!head.origin().equals(keys.origin()) || key.verify(Note.parse(note)) != NoteVerifier.Verdict.VERIFIED) {
            throw new NoteException("it shows a head that the key of this log did not sign");
        }
        Head now = filled();
        return KnownHead.contradiction(
                head,
                "The witness " + shownBy + " shows this head, signed by the key of this log",
                now.size,
                subtrees::root,
                () -> recordedAt(now.size - 1));
    }

    /** An older database lacks the newest rotations, which the home knows. */
    private List<String> chain() {
        List<String> inDatabase = rotations();
        List<String> inHome = known.read().map(KnownHead.Known::rotations).orElse(List.of());
        return inHome.size() > inDatabase.size() ? inHome : inDatabase;
    }

    private synchronized Head filled() {
        Head now = head("0");
        subtrees.fill(now.size);
        return now;
    }

    /** The proof is kept where the next start finds it, be the witness away then or not. */
    private void keep(WitnessClient.Contradiction proof) {
        known.remember(new KnownHead.Known(keys.origin(), verifierKey(), chain(), proof.note()));
    }

    /** Nothing is signed or written any more: what would be is a fork to everyone who knows the other head. */
    private void stop(WitnessClient.Contradiction proof) {
        synchronized (this) {
            if (stopped != null) {
                return;
            }
            halt.accept(proof.why());
            stopped = proof.why();
            keep(proof);
        }
        LOG.atError().addKeyValue("why", proof.why()).log("The log is stopped: nothing is signed or written any more");
    }

    private record Head(long size, byte[] frontier, long lastPosition) {}

    /** Cheap, as it reads a few hundred hashes: whether an event itself was changed is what a verifier finds out. */
    private void checkTree() {
        // Read first: while we look, another node may sign.
        Optional<KnownHead.Known> remembered = known.read();
        Optional<String> signed = stored("checkpoint");
        Optional<String> cosigned = stored("cosigned_checkpoint");
        Head head = head("(SELECT coalesce(max(position), -1) FROM event)");
        if (head.lastPosition != head.size - 1) {
            throw contradiction("the last position is " + head.lastPosition + " in a log of " + head.size + " events");
        }
        subtrees.fill(head.size);
        if (!Arrays.equals(Frontier.decode(head.frontier).root(), subtrees.root(head.size))) {
            throw contradiction("its events do not have the tree that was recorded with them");
        }
        known.demandNotOlder(remembered, keys.origin(), head.size, subtrees::root, () -> recordedAt(head.lastPosition));
        cosigned.ifPresent(note -> checkSigned(Checkpoint.parse(note), head.size));
        signed.ifPresent(note -> {
            checkSigned(Checkpoint.parse(note), head.size);
            checkSigner(Note.parse(note));
            newest = note;
            newestSize = Checkpoint.parse(note).size();
            if (remembered.isEmpty()) {
                known.remember(new KnownHead.Known(keys.origin(), verifierKey(), rotations(), note));
            }
        });
    }

    /** A head of another key than the home's would be a fork to everyone who holds the log's key. */
    private void checkSigner(Note signed) {
        String today = keys.signer().verifierKey();
        String key = Rotations.keyAt(
                today, rotations(), Checkpoint.parse(signed.text()).size());
        if (NoteVerifier.parse(key).verify(signed) != NoteVerifier.Verdict.VERIFIED) {
            throw contradiction("its newest signed head is not signed by the key of this home, " + today
                    + "; does the database belong to another home?");
        }
    }

    private Optional<Instant> recordedAt(long position) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT at FROM event WHERE position = " + position);
                    ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS))
                        : Optional.empty();
            }
        });
    }

    private void checkSigned(Checkpoint signed, long size) {
        if (!signed.origin().equals(keys.origin())) {
            throw KnownHead.anotherLog(signed.origin(), keys.origin());
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

    private Optional<String> stored(String table) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT note FROM " + table);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
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
        if (stopped != null) {
            return;
        }
        try {
            if (nodes.leads()) {
                sign();
            } else {
                adopt();
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("The head of the log is not signed; it will be tried again");
        }
    }

    /** Takes over what the node that leads has signed. */
    private synchronized void adopt() {
        stored("checkpoint").ifPresent(note -> {
            long size = Checkpoint.parse(note).size();
            if (size > newestSize) {
                newest = note;
                newestSize = size;
                signedAt = clock.instant();
            }
        });
    }

    private synchronized String sign() {
        demandGoing();
        long now = System.nanoTime();
        Head head = head("0");
        rotating.settle(newestSize);
        String note = newest;
        if (note == null || head.size > newestSize) {
            note = new Checkpoint(
                            keys.origin(),
                            head.size,
                            Frontier.decode(head.frontier).root())
                    .sign(keys.signer());
            store("checkpoint", note);
            if (nodes.leads()) {
                known.remember(new KnownHead.Known(keys.origin(), verifierKey(), rotations(), note));
            }
            subtrees.fill(head.size);
            newest = note;
            newestSize = head.size;
            signedAt = clock.instant();
        }
        checkedAt = now;
        cosigning.offer(note);
        if (timestamps != null) {
            timestamps.offer(note);
        }
        return note;
    }

    private void demandGoing() {
        String why = stopped;
        if (why != null) {
            throw new RecordUnavailable(why, null);
        }
    }

    private void store(String table, String note) {
        Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + table + " AS c (size, note)"
                    + " VALUES (?, ?) ON CONFLICT (one) DO UPDATE SET size = excluded.size, note = excluded.note"
                    + " WHERE c.size <= excluded.size")) {
                statement.setLong(1, Checkpoint.parse(note).size());
                statement.setString(2, note);
                return statement.executeUpdate();
            }
        });
    }

    private void keepCosigned(String note) {
        store("cosigned_checkpoint", note);
    }

    @Override
    public String checkpoint() {
        return cosigning.withCosignatures(newest());
    }

    private synchronized String newest() {
        String note = newest;
        boolean isGood = stopped != null || System.nanoTime() - checkedAt < FRESH.toNanos();
        return note != null && isGood ? note : sign();
    }

    @Override
    public Optional<String> cosigned() {
        return cosigning.cosigned();
    }

    @Override
    public String attested(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        String head = newest();
        try {
            if (!settings.witnesses().isEmpty()) {
                long size = Checkpoint.parse(head).size();
                head = cosigning.await(size, atMost).orElse(cosigning.withCosignatures(head));
            }
            if (timestamps != null) {
                timestamps.await(head, Duration.ofNanos(end - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return head;
    }

    @Override
    public Optional<byte[]> timestamp(String checkpoint) {
        return timestamps == null ? Optional.empty() : timestamps.find(checkpoint);
    }

    @Override
    public List<String> witnesses() {
        return settings.witnesses().stream().map(AskedWitness::key).toList();
    }

    @Override
    public List<String> rotations() {
        return rotating.notes();
    }

    @Override
    public String rotate(Recording recording) {
        if (nodes.areSeveral()) {
            throw new IllegalStateException(
                    "The log's key is replaced while one process runs alone: another node would go on signing with the"
                            + " old one. Stop all nodes, start one without chancery.several-nodes, and then all again");
        }
        NoteSigner old;
        NoteSigner next;
        synchronized (this) {
            demandGoing();
            rotating.settle(newestSize);
            old = keys.signer();
            next = keys.prepare();
        }
        recording.record(old.verifierKey(), next.verifierKey());
        synchronized (this) {
            demandGoing();
            rotating.settle(newestSize);
        }
        return rotations().stream()
                .filter(note -> Rotation.verified(note).to().equals(next.verifierKey()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("That the log's key is replaced was not recorded; try again"));
    }

    @Override
    public synchronized LogStatus get() {
        return new LogStatus(
                Math.max(0, newestSize),
                signedAt,
                cosigned().map(note -> Checkpoint.parse(note).size()).orElse(null),
                settings.quorum(),
                cosigning.status(),
                timestamps == null ? null : timestamps.newest(),
                timestamps == null ? null : timestamps.error(),
                stopped);
    }

    @Override
    public synchronized String verifierKey() {
        return keys.signer().verifierKey();
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

    @Override
    public Optional<byte[]> hashes(int level, long index, int width) {
        int shift = level * StoredSubtrees.STEP;
        if (shift >= Long.SIZE || !signed(index, width, shift)) {
            return Optional.empty();
        }
        ByteBuffer tile = ByteBuffer.allocate(width * Sha256.BYTES);
        subtrees.tile(shift, index * WIDTH, index * WIDTH + width).forEach(tile::put);
        return Optional.of(tile.array());
    }

    @Override
    public Optional<byte[]> entries(long index, int width) {
        if (!signed(index, width, 0)) {
            return Optional.empty();
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        long from = index * WIDTH;
        for (long at = from; at < from + width; ) {
            List<StoredEvent> events = log.read(at, (int) (from + width - at));
            for (StoredEvent event : events) {
                byte[] entry = LeafHash.canonical(event);
                if (entry.length > ENTRY_LIMIT) {
                    throw new EntryTooLarge(event.position());
                }
                bundle.write(entry.length >>> Byte.SIZE);
                bundle.write(entry.length);
                bundle.write(entry, 0, entry.length);
            }
            at += events.size();
            if (events.isEmpty()) {
                throw new IllegalStateException("The log ends at " + at + ", before what it signed");
            }
        }
        return Optional.of(bundle.toByteArray());
    }

    /** Whether the newest signed tree has so many complete subtrees of {@code 1 << shift} leaves in that tile. */
    private synchronized boolean signed(long index, int width, int shift) {
        long complete = Math.max(0, newestSize) >>> shift;
        return index >= 0
                && width >= 1
                && width <= WIDTH
                && index <= complete / WIDTH
                && index * WIDTH + width <= complete;
    }

    /** Signs what there is left to sign. */
    @Override
    public void close() {
        signing.close();
        signQuietly();
        cosigning.end();
        http.shutdownNow();
        cosigning.close();
        if (timestamps != null) {
            timestamps.close();
        }
    }
}
