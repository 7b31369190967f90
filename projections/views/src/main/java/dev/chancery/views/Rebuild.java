package dev.chancery.views;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.query.contracts.ViewsView.Compared;
import dev.chancery.query.contracts.ViewsView.Reason;
import dev.chancery.query.contracts.ViewsView.Rebuilding;
import dev.chancery.query.contracts.ViewsView.Rebuilt;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the next generation of the views beside the one that answers, from the first event on, compares the two at the same
 * position and has them change places in one transaction. What fails is tried again, and goes on where the next generation
 * stands; so does a later process.
 */
final class Rebuild {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    private static final InstantSource CLOCK = InstantSource.system();

    /** Events that are folded in memory before anything is written: most tasks open and end within so many. */
    private static final int BATCH = 5_000;

    /** Nearer than this the generation that answers is stopped for a moment, so that both can be at the same position. */
    private static final int NEAR = 2_000;

    /** Every row is read in a few statements, so each may take long; some million rows a minute. */
    private static final Duration COMPARING = Duration.ofHours(2);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /** What a comparison came to, or why there was none. */
    private record Outcome(long position, @Nullable String notCompared, List<Compared> views) {}

    private final Reason reason;
    private final DataSource dataSource;
    private final EventLog log;
    private final ViewKeeper keeper;
    private final Generation next;
    private final Thread thread =
            Thread.ofPlatform().name("views-rebuild").daemon().unstarted(this::run);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Instant since = CLOCK.instant();
    private final long started = System.nanoTime();

    private boolean resume;
    private boolean prepared;
    private boolean switching;
    private Outcome outcome = new Outcome(0, null, List.of());
    private volatile long from;
    private volatile long reached;
    private volatile @Nullable Statement comparing;

    /**
     * One that has not begun.
     *
     * @param resume whether to go on with what an earlier process has begun, where that can be
     */
    Rebuild(Reason reason, boolean resume, DataSource dataSource, EventLog log, ViewKeeper keeper) {
        this.reason = reason;
        this.resume = resume;
        this.dataSource = dataSource;
        this.log = log;
        this.keeper = keeper;
        this.next = new Generation(dataSource, log, ViewsSchema.NEXT, false);
    }

    void start() {
        thread.start();
    }

    /** How far it has come. */
    Rebuilding progress() {
        long end = Math.max(log.size(), reached);
        long taken = reached - from;
        return new Rebuilding(
                reason,
                since,
                reached,
                end,
                percent(),
                taken == 0
                        ? null
                        : (Long) TimeUnit.NANOSECONDS.toSeconds(
                                (long) ((System.nanoTime() - started) * ((end - reached) / (double) taken))));
    }

    /** How much of the log it has taken. */
    int percent() {
        long end = Math.max(log.size(), reached);
        return percent(reached, end);
    }

    static int percent(long position, long end) {
        return end == 0 ? 100 : (int) (100 * position / end);
    }

    /** Ends it, wherever it is; a later process goes on. */
    void close() throws InterruptedException {
        closed.countDown();
        Statement statement = comparing;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("The comparison of the views could not be cancelled");
            }
        }
        if (!thread.join(CLOSING)) {
            LOG.atWarn().log("The rebuild of the views does not end");
        }
    }

    private void run() {
        LOG.atInfo().addKeyValue("reason", reason).log("The views are being rebuilt beside those that answer");
        try (ExecutorService reading = Executors.newSingleThreadExecutor(Thread.ofPlatform()
                        .name("views-rebuild-reading")
                        .daemon()
                        .factory());
                ExecutorService writing = Executors.newSingleThreadExecutor(Thread.ofPlatform()
                        .name("views-rebuild-writing")
                        .daemon()
                        .factory())) {
            next.writing(writing);
            Duration pause = SHORTEST_PAUSE;
            while (!attempt(reading)) {
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (CancellationException e) {
            LOG.atInfo().addKeyValue("position", reached).log("The rebuild of the views stops here for now");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            keeper.ended(this);
        }
    }

    /** One try; false when it failed. */
    private boolean attempt(ExecutorService reading) {
        try {
            build(reading);
            return true;
        } catch (CancellationException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            demandOpen();
            LOG.atError()
                    .addKeyValue("position", reached)
                    .setCause(e)
                    .log("The rebuild of the views failed; it goes on");
            next.forget();
            // What the generation that answers fails on is noticed where it is read. This is the next one's own.
            if (DamagedView.in(e) != null || (e instanceof SQLException && Damage.in(e))) {
                prepared = false;
                resume = false;
            }
            return false;
        }
    }

    private void demandOpen() {
        if (closed.getCount() == 0) {
            throw new CancellationException("Chancery ends");
        }
    }

    private void build(ExecutorService reading) throws SQLException {
        if (!switching || !hasSwitched()) {
            switching = false;
            prepare();
            approach(reading);
            outcome = compare();
            approach(reading);
            switchOver();
        }
        removeOld();
    }

    /** Whether a commit whose fate was not known had gone through. */
    private boolean hasSwitched() throws SQLException {
        if (ViewsSchema.hasNext(dataSource)) {
            return false;
        }
        keeper.turn.lock();
        try {
            finish();
        } finally {
            keeper.turn.unlock();
        }
        return true;
    }

    /** Makes the next generation one that can be filled. */
    private void prepare() throws SQLException {
        ViewsSchema.dropOld(dataSource);
        if (!prepared && !(resume && isOfThisVersion())) {
            ViewsSchema.dropNext(dataSource);
            ViewsSchema.migrate(dataSource, ViewsSchema.NEXT);
            next.begin(keeper.generation() + 1);
        }
        from = next.load();
        reached = from;
        if (!prepared) {
            next.retry();
        }
        prepared = true;
    }

    private boolean isOfThisVersion() throws SQLException {
        if (!ViewsSchema.hasNext(dataSource)) {
            return false;
        }
        try {
            ViewsSchema.migrate(dataSource, ViewsSchema.NEXT);
            Generation.Token token = next.token();
            return token != null && token.folds().equals(next.editions()) && token.position() <= log.size();
        } catch (FlywayException e) {
            LOG.atWarn().setCause(e).log("What was begun of the next generation of the views cannot be gone on with");
            return false;
        }
    }

    /** Takes events until few are left. */
    private void approach(ExecutorService reading) {
        while (log.size() - next.position() > NEAR) {
            long end = log.size();
            CompletableFuture<Page> ahead = read(next.position(), end, reading);
            while (next.position() < end) {
                Page page = ahead.join();
                demandOpen();
                ahead = read(page.end(), end, reading);
                page.into(next);
                reached = next.position();
            }
        }
    }

    private CompletableFuture<Page> read(long from, long end, ExecutorService reading) {
        int limit = (int) Math.min(BATCH, end - from);
        return CompletableFuture.supplyAsync(() -> Page.read(log, from, limit), reading);
    }

    /** Takes events up to a position, while nobody else takes any. */
    private void catchUp(Generation generation, long end) {
        while (generation.position() < end) {
            demandOpen();
            Page.read(log, generation.position(), (int) Math.min(BATCH, end - generation.position()))
                    .into(generation);
        }
        reached = next.position();
    }

    /** Both generations at the same position, in one snapshot, while both may go on. */
    private Outcome compare() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            int patience = connection.getNetworkTimeout();
            try (Statement statement = connection.createStatement()) {
                String not = meet(statement);
                if (not != null) {
                    return new Outcome(next.position(), not, List.of());
                }
                connection.setNetworkTimeout(Runnable::run, (int) COMPARING.toMillis());
                comparing = statement;
                demandOpen();
                List<Compared> views = Comparison.of(statement);
                connection.commit();
                return new Outcome(next.position(), null, views);
            } catch (SQLException e) {
                if (!Damage.in(e)) {
                    throw e;
                }
                connection.rollback();
                Comparison.probe(connection);
                LOG.atWarn().setCause(e).log("The views that answer cannot be compared, for their files are damaged");
                return new Outcome(next.position(), "Their files were damaged.", List.of());
            } finally {
                comparing = null;
                connection.setNetworkTimeout(Runnable::run, patience);
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /**
     * Has both generations at the same position when the snapshot is taken.
     *
     * @return why they cannot be compared; null when they can
     */
    private @Nullable String meet(Statement snapshot) throws SQLException {
        keeper.turn.lock();
        try {
            long end = log.size();
            catchUp(next, end);
            String not = keeper.whyNotComparable();
            if (not != null) {
                return not;
            }
            try {
                if (keeper.live.position() < 0) {
                    keeper.live.load();
                }
                catchUp(keeper.live, end);
            } catch (SQLException | RuntimeException e) {
                if (!keeper.noticed(e)) {
                    throw e;
                }
                return keeper.whyNotComparable();
            }
            snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            try (ResultSet row = snapshot.executeQuery("SELECT o.position = n.position FROM " + ViewsSchema.NAME
                    + ".token o JOIN " + ViewsSchema.NEXT + ".token n USING (keeper)")) {
                if (!row.next() || !row.getBoolean(1)) {
                    throw new IllegalStateException("Somebody else moves the views on");
                }
            }
            return null;
        } finally {
            keeper.turn.unlock();
        }
    }

    private void switchOver() throws SQLException {
        keeper.turn.lock();
        try {
            demandOpen();
            catchUp(next, log.size());
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    demandToken(connection);
                    ViewsSchema.switchOver(connection);
                    switching = true;
                    connection.commit();
                } finally {
                    // What the generation that answers has in memory is another one's from here on, or may be.
                    keeper.live.forget();
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
            finish();
        } finally {
            keeper.turn.unlock();
        }
    }

    /** The position in the table is the one that was compared and reached, under a lock. */
    private void demandToken(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT position FROM " + ViewsSchema.NEXT + ".token FOR UPDATE")) {
            if (!row.next() || row.getLong(1) != next.position()) {
                throw new IllegalStateException("Somebody else moves the next generation of the views on");
            }
        }
    }

    private void finish() throws SQLException {
        keeper.switched(generation -> new Rebuilt(
                reason, since, CLOCK.instant(), generation, outcome.position, outcome.notCompared, outcome.views));
    }

    private void removeOld() {
        try {
            ViewsSchema.dropOld(dataSource);
        } catch (SQLException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("The generation of the views before could not be removed; the next rebuild does");
        }
    }
}
