package dev.chancery.eventstore.ledger;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.note.Checkpoint;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every event from the first on, computes its leaf hash and the whole tree again, and compares: with the leaf hashes that
 * were stored, the stored subtrees, the frontier, the newest signed heads. Holds one batch and a frontier in memory.
 */
public final class TreeAudit implements LogAudit, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TreeAudit.class);
    private static final int BATCH = 1_000;

    private final DataSource database;
    private final EventLog log;
    private final StoredSubtrees subtrees;
    private final InstantSource clock;

    private volatile Status status = Status.none();
    private volatile boolean ended;
    private @Nullable Thread running;

    public TreeAudit(DataSource database, EventLog log, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.subtrees = new StoredSubtrees(database);
        this.clock = clock;
    }

    @Override
    public synchronized Status start(boolean repair) {
        if (status.state() != State.RUNNING) {
            status = new Status(State.RUNNING, 0, 0, clock.instant(), null, List.of());
            running = Thread.ofPlatform().name("log-audit").daemon().start(() -> run(repair));
        }
        return status;
    }

    /** The same, and waits for it. */
    public Status audit(boolean repair) {
        status = new Status(State.RUNNING, 0, 0, clock.instant(), null, List.of());
        run(repair);
        return status;
    }

    @Override
    public Status status() {
        return status;
    }

    private void run(boolean repair) {
        Instant started = clock.instant();
        Walk walk = new Walk(started, repair);
        try {
            walk.go();
            status = walk.status(walk.findings.isEmpty() ? State.EQUAL : State.DIFFERENT);
        } catch (CancellationException e) {
            status = walk.status(State.FAILED);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("The audit of the log could not be finished");
            walk.findings.add("The audit ended early: " + e.getMessage());
            status = walk.status(State.FAILED);
        }
        LOG.atInfo()
                .addKeyValue("state", status.state())
                .addKeyValue("events", status.position())
                .addKeyValue("findings", status.findings())
                .log("The log was audited");
    }

    private record Signed(String what, Checkpoint head) {}

    private final class Walk {
        private final Instant started;
        private final boolean repair;
        private final Frontier frontier = new Frontier();
        private final List<Frontier> levels = new ArrayList<>();
        private final List<String> findings = new ArrayList<>();
        private final List<Signed> signed = new ArrayList<>();
        private long size;
        private byte[] recorded = new byte[0];

        Walk(Instant started, boolean repair) {
            this.started = started;
            this.repair = repair;
        }

        /** The heads are read first: each must be a head of what is then there. */
        void go() {
            readSigned("checkpoint", "the newest signed head");
            readSigned("cosigned_checkpoint", "the newest cosigned head");
            readHead();
            // They are filled some time after their leaves: what is missing from here on is a gap.
            subtrees.fill(size);
            compareSigned();
            while (frontier.size() < size) {
                List<StoredEvent> events = log.read(frontier.size(), (int) Math.min(BATCH, size - frontier.size()));
                if (events.isEmpty()) {
                    differs("The log says that it has " + size + " events, and there is none at " + frontier.size());
                    return;
                }
                compare(events, subtrees.leaves(frontier.size(), frontier.size() + events.size()));
                status = status(State.RUNNING);
                if (ended) {
                    throw new CancellationException();
                }
            }
            if (!Arrays.equals(frontier.root(), Frontier.decode(recorded).root())) {
                differs("The frontier that is recorded with " + size + " events is not that of their tree");
            }
            for (Signed head : signed) {
                if (head.head().size() > size) {
                    differs("There are " + size + " events, and " + head.what() + " is of "
                            + head.head().size());
                }
            }
        }

        private void compare(List<StoredEvent> events, List<byte[]> leaves) {
            for (int i = 0; i < events.size(); i++) {
                StoredEvent event = events.get(i);
                long position = frontier.size();
                if (event.position() != position) {
                    throw new IllegalStateException("There is no event at " + position);
                }
                byte[] hash = LeafHash.of(event);
                if (!Arrays.equals(hash, leaves.get(i))) {
                    differs("The event at " + position + " is not the one whose hash was stored with it");
                }
                frontier.append(hash);
                append(0, hash);
                compareSigned();
            }
        }

        /** Rolls roots of 256 up into the stored level above. */
        private void append(int level, byte[] hash) {
            if (levels.size() == level) {
                levels.add(new Frontier());
            }
            Frontier tile = levels.get(level);
            tile.append(hash);
            if (tile.size() == 1L << StoredSubtrees.STEP) {
                byte[] root = tile.root();
                int stored = (level + 1) * StoredSubtrees.STEP;
                compareSubtree(stored, (frontier.size() - 1) >>> stored, root);
                levels.set(level, new Frontier());
                append(level + 1, root);
            }
        }

        private void compareSubtree(int level, long index, byte[] root) {
            byte[] kept = subtrees.kept(level, index).orElse(null);
            if (Arrays.equals(kept, root)) {
                return;
            }
            if (repair) {
                subtrees.keep(level, index, root);
                LOG.atInfo()
                        .addKeyValue("level", level)
                        .addKeyValue("index", index)
                        .log("A stored root of a subtree was put right");
            } else {
                differs("The stored root of the events " + (index << level) + " to " + (((index + 1) << level) - 1)
                        + (kept == null ? " is missing" : " is wrong")
                        + "; it is derived, and an audit that repairs puts it right");
            }
        }

        private void compareSigned() {
            for (Signed head : signed) {
                if (head.head().size() == frontier.size()
                        && !Arrays.equals(head.head().rootHash(), frontier.root())) {
                    differs("The first " + frontier.size() + " events do not have the tree of " + head.what());
                }
            }
        }

        private void differs(String finding) {
            if (findings.size() < FINDINGS) {
                findings.add(finding);
            }
        }

        private void readSigned(String table, String what) {
            Query.ask(database, connection -> {
                try (PreparedStatement statement = connection.prepareStatement("SELECT note FROM " + table);
                        ResultSet row = statement.executeQuery()) {
                    return row.next() && signed.add(new Signed(what, Checkpoint.parse(row.getString(1))));
                }
            });
        }

        private void readHead() {
            Query.ask(database, connection -> {
                try (PreparedStatement statement = connection.prepareStatement("SELECT size, frontier FROM log_head");
                        ResultSet row = statement.executeQuery()) {
                    row.next();
                    size = row.getLong(1);
                    recorded = row.getBytes(2);
                    return size;
                }
            });
        }

        Status status(State state) {
            boolean over = state != State.RUNNING;
            return new Status(state, frontier.size(), size, started, over ? clock.instant() : null, findings);
        }
    }

    /** Ends an audit that is running. */
    @Override
    public synchronized void close() {
        if (running != null) {
            ended = true;
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
