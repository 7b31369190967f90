package dev.chancery.views;

import dev.chancery.query.contracts.FingerprintsView;
import dev.chancery.query.contracts.FingerprintsView.Fingerprint;
import dev.chancery.query.contracts.FingerprintsView.Taken;
import dev.chancery.query.contracts.ViewsRebuilding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the fingerprints of all views at one position, in one snapshot, while they go on. Every row is read, so it is done in the background and
 * once at a time.
 */
final class Fingerprints {

    private static final Logger LOG = LoggerFactory.getLogger(Fingerprints.class);
    private static final InstantSource CLOCK = InstantSource.system();

    /** Of one view; some million rows a minute. */
    private static final Duration READING = Duration.ofHours(1);

    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final ViewKeeper keeper;
    private final AtomicReference<@Nullable Thread> underWay = new AtomicReference<>();
    private volatile @Nullable Connection reading;

    /** The view that is read. */
    private volatile String touched = Generation.TOKEN;

    private volatile @Nullable Taken last;
    private volatile @Nullable String problem;

    Fingerprints(DataSource dataSource, ViewKeeper keeper) {
        this.dataSource = dataSource;
        this.keeper = keeper;
    }

    FingerprintsView view() {
        return new FingerprintsView(underWay.get() != null, last, problem);
    }

    /**
     * Begins to take them.
     *
     * @return false when they are being taken
     */
    boolean begin() {
        Thread thread = Thread.ofPlatform().name("views-fingerprints").daemon().unstarted(this::run);
        if (!underWay.compareAndSet(null, thread)) {
            return false;
        }
        thread.start();
        return true;
    }

    private void run() {
        try {
            last = take();
            problem = null;
        } catch (ViewsRebuilding e) {
            problem = "The views are being rebuilt: " + e.getMessage();
        } catch (SQLException | RuntimeException e) {
            problem = "The views could not be read; the log says why.";
            LOG.atError().setCause(e).log("The fingerprints of the views could not be taken");
        } finally {
            underWay.set(null);
        }
    }

    private Taken take() throws SQLException {
        Instant since = CLOCK.instant();
        touched = Generation.TOKEN;
        long number = keeper.generation();
        try (Connection connection = dataSource.getConnection()) {
            int patience = connection.getNetworkTimeout();
            connection.setAutoCommit(false);
            try {
                connection.setNetworkTimeout(Runnable::run, (int) READING.toMillis());
                reading = connection;
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                }
                Generation.Token token = Generation.token(connection, ViewsSchema.NAME);
                if (token == null) {
                    throw new ViewsRebuilding(Generation.TOKEN, 0);
                }
                List<Fingerprint> taken = Comparison.fingerprints(connection, name -> {
                    keeper.admit(name);
                    touched = name;
                });
                return new Taken(since, CLOCK.instant(), token.number(), token.position(), token.folds(), taken);
            } finally {
                reading = null;
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setNetworkTimeout(Runnable::run, patience);
            }
        } catch (SQLException e) {
            if (Damage.in(e)) {
                keeper.damaged(touched, number, e);
                keeper.admit(touched);
            }
            throw e;
        }
    }

    /** Ends it, wherever it is. */
    void close() throws InterruptedException {
        Thread thread = underWay.get();
        if (thread == null) {
            return;
        }
        Connection connection = reading;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("The taking of fingerprints could not be ended");
            }
        }
        if (!thread.join(CLOSING)) {
            LOG.atWarn().log("The taking of fingerprints does not end");
        }
    }
}
