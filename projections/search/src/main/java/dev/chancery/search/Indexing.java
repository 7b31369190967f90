package dev.chancery.search;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.query.contracts.SearchUnavailable;
import dev.chancery.query.contracts.SearchView;
import dev.chancery.search.SearchIndex.Counts;
import dev.chancery.search.SearchIndex.TaskHit;
import dev.chancery.search.SearchIndex.Token;
import dev.chancery.search.SearchIndex.Which;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a search index follow the log, and builds the next one beside it when there is none of this log and this edition, or when somebody
 * asks for it. Of several nodes one does this; all of them search.
 */
public final class Indexing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);

    /** Grows when the same events would give other documents, and the index is built again. */
    private static final int EDITION = 1;

    private static final int BATCH = 2_000;

    /** Events are gathered for so long, unless somebody waits. */
    private static final Duration REST = Duration.ofMillis(500);

    private static final Duration CATCHING_UP = Duration.ofSeconds(2);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final long SHORTEST_PAUSE = 200;
    private static final long LONGEST_PAUSE = 10_000;

    private final SearchIndex index;
    private final EventLog log;
    private final ContentStore contents;
    private final Function<String, List<TaskId>> erased;
    private final Runnable settled;
    private final Words words;
    private final String edition;
    private final InstantSource clock = InstantSource.system();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean wanted;

    /** The one that keeps the index; one before it may still be on its way to rest. */
    private @Nullable Thread worker;

    private volatile EventLog.@Nullable Following following;
    private volatile @Nullable Filling building;
    private volatile Instant since = Instant.EPOCH;
    private volatile @Nullable String problem;

    private Indexing(
            SearchIndex index,
            EventLog log,
            ContentStore contents,
            Function<String, List<TaskId>> erased,
            Runnable settled,
            Words words) {
        this.index = index;
        this.log = log;
        this.contents = contents;
        this.erased = erased;
        this.settled = settled;
        this.words = words;
        this.edition = EDITION + "." + Words.VERSION + "." + words.fingerprint();
    }

    /**
     * One at rest.
     *
     * @param elasticsearch where it is; PostgreSQL keeps the index when it is nowhere
     * @param erased the tasks that had contents which an erasure destroyed, by its id
     * @param settled returns when the expiries of contents that are recorded were carried out
     * @param secret of this installation, which words of contents are keyed by
     */
    public static Indexing of(
            ElasticsearchSettings elasticsearch,
            DataSource dataSource,
            EventLog log,
            ContentStore contents,
            Function<String, List<TaskId>> erased,
            Runnable settled,
            byte[] secret) {
        SearchIndex index =
                elasticsearch.url() == null ? new PostgresIndex(dataSource) : new ElasticsearchIndex(elasticsearch);
        return new Indexing(index, log, contents, erased, settled, new Words(secret));
    }

    /** Removes what PostgreSQL may hold of an index that is kept no more: no erasure would reach it. */
    public static void remove(DataSource dataSource) {
        new PostgresIndex(dataSource).remove();
    }

    /** Begins to follow the log, and to build what is missing; returns at once. */
    public void start() {
        lock.lock();
        try {
            if (worker == null) {
                worker = Thread.ofPlatform().name("search").daemon().start(this::work);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the index to another node. */
    public void rest() {
        Thread ending;
        lock.lock();
        try {
            ending = worker;
            worker = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (ending != null && !ending.join(CLOSING)) {
                LOG.atWarn().log("The search index does not come to rest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has the index built again beside the one that answers; returns at once.
     *
     * @return false when that is under way already, or another node keeps the index
     */
    public boolean rebuild() {
        lock.lock();
        try {
            if (worker == null || wanted || building != null) {
                return false;
            }
            wanted = true;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        long pause = SHORTEST_PAUSE;
        while (isWorking()) {
            try {
                Token live = index.token(Which.LIVE);
                if (live != null && isOurs(live) && isOfThisLog(live) && following == null) {
                    index.tidy();
                    follow(live);
                }
                boolean wish = takeWish();
                if (following == null) {
                    build();
                } else if (wish) {
                    buildAgain();
                }
                problem = null;
                pause = SHORTEST_PAUSE;
                waitForWish();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("The search index cannot be kept; it is tried again");
                problem = said(e);
                pause(pause);
                pause = Math.min(LONGEST_PAUSE, 2 * pause);
            }
        }
        endFollowing();
    }

    private boolean isOurs(Token token) {
        return token.edition().equals(edition) && token.position() <= log.size();
    }

    private boolean isOfThisLog(Token token) {
        return token.position() == 0
                || log.read(token.position() - 1, 1).getFirst().id().equals(token.last());
    }

    private void follow(Token from) {
        Filling filling = filling(Which.LIVE, from);
        following = log.follow("search", from.position(), REST, new EventLog.Tolerant() {
            @Override
            public void accept(List<Recorded> batch) {
                noticing(() -> filling.take(log.read(batch.getFirst().position(), batch.size())));
            }

            @Override
            public void unreadable(StoredEvent event, RuntimeException why) {
                noticing(() -> filling.take(List.of(event)));
            }
        });
    }

    private void noticing(Runnable step) {
        try {
            step.run();
            problem = null;
        } catch (RuntimeException e) {
            problem = said(e);
            if (index.token(Which.LIVE) == null) {
                rebuild();
            }
            throw e;
        }
    }

    private void stopFollowing() {
        EventLog.Following at = following;
        following = null;
        if (at != null) {
            at.close();
        }
    }

    /** Unless another worker has begun since, and follows with it. */
    private void endFollowing() {
        EventLog.Following at = null;
        lock.lock();
        try {
            if (worker == null) {
                at = following;
                following = null;
            }
        } finally {
            lock.unlock();
        }
        if (at != null) {
            at.close();
        }
    }

    private Filling filling(Which which, Token token) {
        return new Filling(index, which, token, log, contents, erased, settled, words);
    }

    /** A wish stays one until it is fulfilled. */
    private void buildAgain() {
        try {
            build();
        } catch (RuntimeException e) {
            lock.lock();
            try {
                wanted = isWorker();
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    private void build() {
        since = clock.instant();
        Filling filling = filling(Which.NEXT, index.begin(edition));
        building = filling;
        try {
            build(filling);
        } finally {
            building = null;
        }
    }

    private void build(Filling filling) {
        LOG.atInfo().addKeyValue("store", index.name()).log("The search index is being built from the log");
        fill(filling);
        demandWorking();
        stopFollowing();
        fill(filling);
        compare(filling);
        index.purge(Which.NEXT);
        demandWorking();
        index.switchOver();
        Token live = index.token(Which.LIVE);
        if (live != null) {
            follow(live);
        }
        LOG.atInfo().addKeyValue("position", filling.position()).log("The search index was built, and answers");
    }

    private void fill(Filling filling) {
        long end = log.size();
        while (filling.position() < end) {
            demandWorking();
            filling.take(log.read(filling.position(), (int) Math.min(BATCH, end - filling.position())));
        }
    }

    /** What was built has a document for every event and every task, or it does not answer. */
    private void compare(Filling filling) {
        Counts counts = index.count(Which.NEXT);
        if (counts.events() != filling.position() || counts.tasks() != filling.opened()) {
            throw new SearchUnavailable("The search index that was built has " + counts.events() + " events and "
                    + counts.tasks() + " tasks, and the log has " + filling.position() + " and "
                    + filling.opened() + ". It is built again");
        }
    }

    /** Under the lock. */
    private boolean isWorker() {
        return Thread.currentThread().equals(worker);
    }

    private boolean isWorking() {
        lock.lock();
        try {
            return isWorker();
        } finally {
            lock.unlock();
        }
    }

    private void demandWorking() {
        if (!isWorking()) {
            throw new SearchUnavailable("The search index is left to another node, or Chancery ends");
        }
    }

    private boolean takeWish() {
        lock.lock();
        try {
            boolean wish = wanted;
            wanted = false;
            return wish;
        } finally {
            lock.unlock();
        }
    }

    private void waitForWish() {
        lock.lock();
        try {
            while (isWorker() && !wanted) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pause(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (isWorker() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private static String said(RuntimeException e) {
        return e instanceof SearchUnavailable
                ? String.valueOf(e.getMessage())
                : "The search index does not go on: " + e.getClass().getSimpleName();
    }

    /** Lets those who search in: gives what was just recorded a moment to come in, and says up to where they search. */
    private long admit() {
        EventLog.Following at = following;
        if (at != null) {
            try {
                if (!at.await(log.size(), CATCHING_UP)) {
                    LOG.atDebug().log("The search index is behind the log");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Token live = index.token(Which.LIVE);
        if (live == null || !isOurs(live)) {
            Filling filling = building;
            String why = problem;
            throw new SearchUnavailable("The search index is being built from the log"
                    + (filling == null ? "" : ", " + percent(filling.position()) + " % so far")
                    + ". Try again later; GET /api/search says how it goes"
                    + (why == null ? "." : ". " + why + "."));
        }
        return live.position();
    }

    private int percent(long position) {
        long end = Math.max(position, log.size());
        return end == 0 ? 100 : (int) (100 * position / end);
    }

    /** What was found in the events before a position. */
    record Found<T>(List<T> hits, long position) {}

    Found<Long> events(SearchEvents search, Set<String> plain) {
        long position = admit();
        return new Found<>(index.events(search, plain), position);
    }

    Found<TaskHit> tasks(SearchTasks search, Set<String> plain) {
        long position = admit();
        return new Found<>(index.tasks(search, words.keyed(plain)), position);
    }

    /** How many events the index has not taken yet; not a number while it does not follow here. */
    public double lag() {
        EventLog.Following at = following;
        return at == null ? Double.NaN : Math.max(0, log.size() - at.position());
    }

    /** How it stands. */
    public SearchView status() {
        Token live = null;
        String why = problem;
        try {
            live = index.token(Which.LIVE);
        } catch (SearchUnavailable e) {
            why = e.getMessage();
        }
        Filling filling = building;
        long size = log.size();
        long position = live == null || !isOurs(live) ? 0 : live.position();
        return new SearchView(
                index.name(),
                live == null ? 0 : live.number(),
                position,
                Math.max(0, size - position),
                why,
                filling == null
                        ? null
                        : new SearchView.Rebuilding(
                                since,
                                filling.position(),
                                Math.max(size, filling.position()),
                                percent(filling.position())));
    }

    @Override
    public void close() {
        rest();
        index.close();
    }
}
