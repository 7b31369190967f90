package dev.chancery.views;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.contracts.ViewsView.Compared;
import dev.chancery.query.contracts.ViewsView.Reason;
import dev.chancery.query.contracts.ViewsView.Rebuilding;
import dev.chancery.query.contracts.ViewsView.Rebuilt;
import dev.chancery.query.contracts.ViewsView.State;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the views follow the log, and be built again from it whenever that is needed: when somebody asks for it, when a fold has
 * another version, when the log is another than they have seen, and when their files are damaged. The next {@linkplain Generation
 * generation} is built beside the one that answers, which goes on following and answering until it is replaced.
 */
public final class ViewKeeper implements EventLog.Tolerant, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewKeeper.class);

    /** How often to look how far another node has brought the views. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Under load most tasks open and end within this time, and are then written once. */
    private static final Duration REST = Duration.ofMillis(100);

    private static final Duration CATCHING_UP = Duration.ofSeconds(5);

    /** What this keeper does: among several nodes one keeps the views, and the others watch what becomes of them. */
    private enum Duty {
        NONE,
        KEEPING,
        WATCHING
    }

    /**
     * What the generation that answers is worth.
     *
     * @param position that it has stopped at, when this keeper does not have it follow
     * @param readable views that can be read; null for all
     */
    private record Standing(
            State state,
            long generation,
            long position,
            @Nullable Set<String> readable,
            Set<String> damaged) {

        static final Standing MISSING = new Standing(State.MISSING, 0, 0, Set.of(), Set.of());

        static Standing current(long generation) {
            return new Standing(State.CURRENT, generation, 0, null, Set.of());
        }

        static Standing of(Generation.Token token, String editions) {
            boolean ours = token.folds().equals(editions);
            State state = token.damaged().isEmpty() ? State.CURRENT : State.DAMAGED;
            return new Standing(
                    ours ? state : State.OUTDATED,
                    token.number(),
                    token.position(),
                    ours ? null : token.readable(editions),
                    token.damaged());
        }

        boolean answers(String view) {
            return (readable == null || readable.contains(view)) && !damaged.contains(view);
        }

        Standing with(String view) {
            Set<String> more = new TreeSet<>(damaged);
            more.add(view);
            return new Standing(State.DAMAGED, generation, position, readable, more);
        }
    }

    private final DataSource dataSource;
    private final EventLog log;
    private final Views views;
    private final Fingerprints fingerprints;

    /** The generation that answers. */
    final Generation live;

    /**
     * Held while that one is moved on: by the follower's thread, by whoever has dead letters tried again, and while it and the next one
     * change places.
     */
    final ReentrantLock turn = new ReentrantLock();

    private final AtomicReference<@Nullable Rebuild> rebuild = new AtomicReference<>();
    private volatile Duty duty = Duty.NONE;
    private volatile CompletableFuture<EventLog.Following> following = new CompletableFuture<>();
    private volatile Standing standing = Standing.current(0);
    private volatile @Nullable Rebuilt last;

    /** How much of the log the generation has taken that another node builds; null when this one has seen none. */
    private volatile @Nullable Long builtElsewhere;

    /**
     * A keeper at rest.
     *
     * @param dataSource a pool, or anything else that gives connections; {@link ViewsSchema#migrate} has run on it
     */
    public ViewKeeper(DataSource dataSource, EventLog log) {
        this.dataSource = dataSource;
        this.log = log;
        this.live = new Generation(dataSource, log, ViewsSchema.NAME, true);
        this.views = new Views(dataSource, this);
        this.fingerprints = new Fingerprints(dataSource, this);
    }

    /** For those who answer questions. */
    public Views views() {
        return views;
    }

    Fingerprints fingerprints() {
        return fingerprints;
    }

    /**
     * Goes on where the views end. When they cannot be gone on with, they are built again, and this returns all the same: what
     * can be read of them answers meanwhile.
     */
    public synchronized void start() {
        if (duty == Duty.KEEPING) {
            return;
        }
        duty = Duty.KEEPING;
        following = new CompletableFuture<>();
        turn.lock();
        try {
            stand(Standing.MISSING);
            Generation.Token token = live.token();
            if (token == null || token.position() > log.size()) {
                startWithout();
            } else {
                stand(Standing.of(token, live.editions()));
                goOn(token);
            }
        } catch (SQLException | RuntimeException e) {
            if (!noticed(e)) {
                duty = Duty.NONE;
                throw new IllegalStateException("The views cannot be read", e);
            }
        } finally {
            turn.unlock();
        }
    }

    private void goOn(Generation.Token token) throws SQLException {
        if (!token.folds().equals(live.editions())) {
            LOG.atInfo()
                    .addKeyValue("before", token.folds())
                    .addKeyValue("now", live.editions())
                    .log("The views have another shape in this version");
            begin(Reason.NEW_SHAPE, true);
            return;
        }
        boolean begun = ViewsSchema.hasNext(dataSource);
        follow();
        if (begun) {
            begin(Reason.RESUMED, true);
        } else if (!token.damaged().isEmpty()) {
            begin(Reason.DAMAGE, false);
        }
    }

    /** There are no views of this log; without events there is nothing to build. */
    private void startWithout() throws SQLException {
        // What was begun may be of another log.
        ViewsSchema.dropNext(dataSource);
        if (log.size() == 0) {
            live.begin(1);
            stand(Standing.current(1));
            follow();
        } else {
            begin(Reason.MISSING, false);
        }
    }

    private void follow() throws SQLException {
        long reached = live.load();
        live.retry();
        LOG.atInfo()
                .addKeyValue("generation", generation())
                .addKeyValue("position", reached)
                .log("Views go on");
        follow(reached);
    }

    private void follow(long reached) {
        EventLog.Following begun = log.follow("views", reached, REST, this);
        if (!following.complete(begun)) {
            begun.close();
        }
    }

    /**
     * Has the views built again from the first event, beside those that answer; returns at once. Where another node keeps them it is asked
     * to, and sees that when it {@linkplain #look looks}.
     *
     * @return false when they are being built already, or are to be
     */
    public boolean rebuild(Reason reason) {
        return duty == Duty.WATCHING
                ? builtElsewhere == null && wish(reason == Reason.CHECK ? Wish.CHECK : Wish.REBUILD)
                : begin(reason, false);
    }

    private boolean begin(Reason reason, boolean resume) {
        Rebuild next = new Rebuild(reason, resume, dataSource, log, this);
        if (duty != Duty.KEEPING || !rebuild.compareAndSet(null, next)) {
            return false;
        }
        next.start();
        return true;
    }

    private boolean wish(Wish wish) {
        try {
            return live.wish(wish);
        } catch (SQLException e) {
            throw new RecordUnavailable("The node that keeps the views cannot be asked", e);
        }
    }

    /** Leaves the views to the keeper of another node. */
    public synchronized void watch() {
        close();
        duty = Duty.WATCHING;
        look();
    }

    /**
     * Where there are several nodes, each calls this now and then: those that watch see what the one that keeps the views has made of
     * them, and that one sees what the others have found and what they wish.
     */
    public void look() {
        try {
            Generation.Token token = live.token();
            if (duty == Duty.WATCHING) {
                Generation.Token next = Generation.token(dataSource, ViewsSchema.NEXT);
                stand(token == null ? Standing.MISSING : Standing.of(token, live.editions()));
                builtElsewhere = next == null ? null : (Long) next.position();
            } else if (duty == Duty.KEEPING && token != null) {
                token.damaged().forEach(view -> damaged(view, token.number(), null));
                Wish wish = token.wish();
                if (wish != null && grant(wish)) {
                    live.grant(wish);
                }
            }
        } catch (SQLException | RuntimeException e) {
            if (!noticed(e)) {
                throw new IllegalStateException("The views cannot be read", e);
            }
        }
    }

    private boolean grant(Wish wish) {
        return switch (wish) {
            case REBUILD -> begin(Reason.ASKED, false);
            case CHECK -> begin(Reason.CHECK, false);
            case RETRY -> {
                retry();
                yield true;
            }
        };
    }

    /**
     * Waits until the views show everything before a position.
     *
     * @return false when the time ran out or the keeper is not at work
     */
    public boolean await(long end, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        CompletableFuture<EventLog.Following> at = following;
        return switch (duty) {
            case NONE -> false;
            case WATCHING -> awaitOther(end, until);
            case KEEPING -> awaitOwn(at, end, until);
        };
    }

    private static boolean awaitOwn(CompletableFuture<EventLog.Following> at, long end, long until)
            throws InterruptedException {
        try {
            return at.get(until - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .await(end, Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        } catch (TimeoutException | CancellationException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean awaitOther(long end, long until) throws InterruptedException {
        while (shown() < end) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    private long shown() {
        try {
            Generation.Token token = live.token();
            return token != null && token.folds().equals(live.editions()) ? token.position() : -1;
        } catch (SQLException e) {
            throw new IllegalStateException("The views cannot be read", e);
        }
    }

    /** Waits a little until a view shows all that is in the log now. */
    void demandCaughtUp(String view) throws InterruptedException {
        admit(view);
        if (!await(log.size(), CATCHING_UP)) {
            if (rebuilding() != null && standing.state() != State.CURRENT) {
                throw rebuilding(view);
            }
            throw new RecordUnavailable("The views are behind the log", null);
        }
    }

    @Override
    public synchronized void close() {
        duty = Duty.NONE;
        try {
            Rebuild under = rebuild.get();
            if (under != null) {
                under.close();
            }
            fingerprints.close();
            if (!following.cancel(false)) {
                following.join().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CancellationException e) {
            LOG.atDebug().setCause(e).log("The views had not followed yet");
        }
        turn.lock();
        try {
            live.leave();
        } finally {
            turn.unlock();
        }
    }

    /** Takes a batch. What the views have seen already is passed over. */
    @Override
    public void accept(List<Recorded> batch) {
        onLive(() -> live.accept(batch));
    }

    /** Keeps back an event that this version cannot read. */
    @Override
    public void unreadable(StoredEvent event, RuntimeException why) {
        onLive(() -> live.unreadable(event, why));
    }

    /**
     * Tries every dead letter again, each stream in its order as far as it now goes, by the code and the upcasts of today. Where another
     * node keeps the views, it is asked to.
     *
     * @throws ViewsRebuilding when the views that answer take no more events
     */
    public void retry() {
        if (standing.state() == State.OUTDATED || standing.state() == State.MISSING) {
            throw rebuilding(Generation.DEAD_LETTERS);
        }
        if (duty == Duty.WATCHING) {
            wish(Wish.RETRY);
        } else {
            onLive(live::retry);
        }
    }

    private void onLive(Runnable work) {
        turn.lock();
        try {
            work.run();
        } catch (RuntimeException e) {
            noticed(e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    /** Whether a failure is damage to the generation that answers, of which everybody knows from here on. */
    boolean noticed(Exception failure) {
        DamagedView damaged = DamagedView.in(failure);
        if (damaged != null) {
            damaged(damaged.view(), generation(), failure);
        }
        return damaged != null;
    }

    /** How many streams hold an event that could not be taken. */
    public int deadStreams() {
        return live.deadStreams();
    }

    /** The number of the generation that answers. */
    long generation() {
        return standing.generation();
    }

    /**
     * Lets a reader of a view in.
     *
     * @return the generation that he reads
     * @throws ViewsRebuilding when it cannot be read
     */
    long admit(String view) {
        Standing now = standing;
        if (!now.answers(view)) {
            throw rebuilding(view);
        }
        return now.generation();
    }

    private ViewsRebuilding rebuilding(String view) {
        Rebuilding under = rebuilding();
        return new ViewsRebuilding(view, under == null ? 0 : under.percent());
    }

    /** The next generation, whichever node builds it. */
    private @Nullable Rebuilding rebuilding() {
        Rebuild under = rebuild.get();
        Long position = builtElsewhere;
        if (under != null || duty != Duty.WATCHING || position == null) {
            return under == null ? null : under.progress();
        }
        long end = Math.max(log.size(), position);
        return new Rebuilding(null, null, position, end, Rebuild.percent(position, end), null);
    }

    private void stand(Standing now) {
        synchronized (views) {
            standing = now;
        }
    }

    /**
     * PostgreSQL has said that a view of a generation is damaged: it answers no more, on any node, and the next is built.
     *
     * @param why null when it is another node that was told
     */
    void damaged(String view, long generation, @Nullable Throwable why) {
        boolean news;
        synchronized (views) {
            Standing now = standing;
            news = now.generation() == generation && !now.damaged().contains(view);
            if (news) {
                standing = now.with(view);
            }
        }
        if (news) {
            LOG.atError()
                    .addKeyValue("view", view)
                    .addKeyValue("generation", generation)
                    .setCause(why)
                    .log("The files of a view are damaged; it is rebuilt from the log");
            live.damaged(view, generation);
            begin(Reason.DAMAGE, false);
        }
    }

    /** Why the generation that answers says nothing that the next one could be measured by; null when it does. */
    @Nullable
    String whyNotComparable() {
        return switch (standing.state()) {
            case CURRENT -> null;
            case DAMAGED -> "Their files were damaged.";
            case OUTDATED -> "Another version had built them.";
            case MISSING -> "There were none of this log.";
        };
    }

    /**
     * The next generation answers now. The caller has the turn.
     *
     * @param told makes what is said of it, from its number
     */
    void switched(LongFunction<Rebuilt> told) throws SQLException {
        long reached = live.load();
        Generation.Token token = live.token();
        long number = token == null ? 0 : token.number();
        Rebuilt rebuilt = told.apply(number);
        last = rebuilt;
        stand(Standing.current(number));
        if (duty == Duty.KEEPING && !following.isDone()) {
            follow(reached);
        }
        LOG.atInfo()
                .addKeyValue("generation", number)
                .addKeyValue("position", reached)
                .addKeyValue("reason", rebuilt.reason())
                .addKeyValue("compared", rebuilt.notCompared() == null)
                .log("The views were rebuilt, and the new ones answer");
        for (Compared compared : rebuilt.views()) {
            if (compared.differing() > 0) {
                LOG.atError()
                        .addKeyValue("view", compared.view())
                        .addKeyValue("rows", compared.differing())
                        .addKeyValue("keys", compared.keys())
                        .addKeyValue("position", rebuilt.position())
                        .log("A view was not what the log says; it is now");
            }
        }
    }

    /** A rebuild is at its end. Damage that was found in what it had built when it was ending calls for another. */
    void ended(Rebuild ending) {
        if (rebuild.compareAndSet(ending, null) && standing.state() == State.DAMAGED) {
            begin(Reason.DAMAGE, false);
        }
    }

    /** How the views stand. */
    public ViewsView status() {
        Standing now = standing;
        long position = position(now);
        return new ViewsView(
                now.state(),
                now.generation(),
                position,
                Math.max(0, log.size() - position),
                List.copyOf(now.damaged()),
                rebuilding(),
                last);
    }

    private long position(Standing now) {
        if (live.position() >= 0) {
            return live.position();
        }
        CompletableFuture<EventLog.Following> at = following;
        return duty == Duty.KEEPING && at.isDone() && !at.isCancelled()
                ? at.join().position()
                : now.position();
    }
}
