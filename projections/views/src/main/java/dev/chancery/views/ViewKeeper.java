package dev.chancery.views;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.Acts;
import dev.chancery.folds.Agents;
import dev.chancery.folds.Budgets;
import dev.chancery.folds.Erasures;
import dev.chancery.folds.LegalHolds;
import dev.chancery.folds.ModelVersions;
import dev.chancery.folds.Policies;
import dev.chancery.folds.ProviderCalls;
import dev.chancery.folds.Spend;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.UsageImports;
import dev.chancery.folds.Workflows;
import dev.chancery.views.DeadLetters.Letter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Follows the log and keeps every fold in PostgreSQL. A batch of events and the position that it reaches are written in
 * one transaction, so each event counts exactly once, whatever crashes. When a fold's version has changed, or the log
 * is shorter than what the views have seen, the views are emptied and filled again from the first event.
 *
 * <p>An event that cannot be read or folded does not stop the others: it and what follows it in its stream become dead letters,
 * and are tried again at each start and whenever somebody {@linkplain #retry asks}. A database that fails makes none.
 */
public final class ViewKeeper implements EventLog.Tolerant, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewKeeper.class);
    private static final String NAME = "views";
    private static final long UNKNOWN = -1;

    /** How often to look how far another node has brought the views. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Under load most tasks open and end within this time, and are then written once. */
    private static final Duration REST = Duration.ofMillis(100);

    static final EntryTable<WorkflowId, Workflows.Workflow> WORKFLOWS =
            new EntryTable<>("workflows", WorkflowId::new, Workflows.Workflow.class);
    static final EntryTable<AgentId, Agents.Agent> AGENTS =
            new EntryTable<>("agents", AgentId::new, Agents.Agent.class);
    static final EntryTable<String, Budgets.Budget> BUDGETS =
            new EntryTable<>("budgets", key -> key, Budgets.Budget.class);
    static final EntryTable<String, Policies.Entry> POLICIES =
            new EntryTable<>("policies", key -> key, Policies.Entry.class);
    static final EntryTable<String, ModelVersions.Version> MODEL_VERSIONS =
            new EntryTable<>("model-versions", key -> key, ModelVersions.Version.class);

    static final EntryTable<String, UsageImports.Import> USAGE_IMPORTS =
            new EntryTable<>("usage-imports", key -> key, UsageImports.Import.class);
    static final EntryTable<String, Erasures.Entry> ERASURES =
            new EntryTable<>("erasures", key -> key, Erasures.Entry.class);
    static final EntryTable<String, LegalHolds.Hold> LEGAL_HOLDS =
            new EntryTable<>("legal-holds", key -> key, LegalHolds.Hold.class);

    private final DataSource dataSource;
    private final EventLog log;
    private final Shelf<Recorded, TaskId, TaskSummary> tasks = new Shelf<>(new TaskSummaries(), new TaskTable());
    private final List<Shelf<Step, ?, ?>> others = List.of(
            new Shelf<>(new Spend(), new SpendTable()),
            new Shelf<>(new Acts(), new ActTable()),
            new Shelf<>(new Workflows(), WORKFLOWS),
            new Shelf<>(new Agents(), AGENTS),
            new Shelf<>(new Budgets(), BUDGETS),
            new Shelf<>(new Policies(), POLICIES),
            new Shelf<>(new ModelVersions(), MODEL_VERSIONS),
            new Shelf<>(new ProviderCalls(), new ProviderCallTable()),
            new Shelf<>(new UsageImports(), USAGE_IMPORTS),
            new Shelf<>(new Erasures(), ERASURES),
            new Shelf<>(new LegalHolds(), LEGAL_HOLDS));
    private final DeadLetters letters = new DeadLetters();

    /** Held while events are folded: by the follower's thread, or by whoever has dead letters tried again. */
    private final ReentrantLock turn = new ReentrantLock();

    private long position = UNKNOWN;
    private EventLog.@Nullable Following following;
    private boolean watching;

    /**
     * A keeper at rest.
     *
     * @param dataSource a pool, or anything else that gives connections; {@link ViewsSchema#migrate} has run on it
     */
    public ViewKeeper(DataSource dataSource, EventLog log) {
        this.dataSource = dataSource;
        this.log = log;
    }

    /** Has {@link #start} build the views from the first event, whatever is in them. */
    public void forget() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM views.token");
        } catch (SQLException e) {
            throw new IllegalStateException("The views cannot be forgotten", e);
        }
    }

    /** Goes on where the views end. */
    public synchronized void start() {
        watching = false;
        if (following == null) {
            long reached = resume();
            retry();
            following = log.follow(NAME, reached, REST, this);
        }
    }

    /** Leaves the views to the keeper of another node. */
    public synchronized void watch() {
        close();
        watching = true;
        turn.lock();
        try {
            forgetWhatIsInMemory();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Waits until the views show everything before a position.
     *
     * @return false when the time ran out or the keeper is not at work
     */
    public boolean await(long end, Duration atMost) throws InterruptedException {
        EventLog.Following at;
        boolean elsewhere;
        synchronized (this) {
            at = following;
            elsewhere = watching;
        }
        return at == null ? elsewhere && awaitOther(end, atMost) : at.await(end, atMost);
    }

    private boolean awaitOther(long end, Duration atMost) throws InterruptedException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (shown() < end) {
            if (System.nanoTime() - giveUp > 0) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    private long shown() {
        try (Connection connection = dataSource.getConnection()) {
            return token(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("The views cannot be read", e);
        }
    }

    @Override
    public synchronized void close() {
        if (following != null) {
            following.close();
            following = null;
        }
    }

    /** Where to go on; empties the views first when they cannot be continued. */
    private long resume() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            long reached = token(connection);
            if (reached >= 0 && reached <= log.size()) {
                letters.load(connection);
                LOG.atInfo().addKeyValue("position", reached).log("Views go on");
                return reached;
            }
            LOG.atInfo().addKeyValue("folds", editions()).log("Views are built from the first event");
            // A crash between these leaves no token, and so the same work to do again.
            statement.execute("DELETE FROM views.token");
            statement.execute("TRUNCATE views.task, views.spend, views.entry, views.act, views.dead_letter,"
                    + " views.provider_call");
            letters.load(connection);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO views.token (keeper, folds, position) VALUES (?, ?, 0)")) {
                insert.setString(1, NAME);
                insert.setString(2, editions());
                insert.executeUpdate();
            }
            return 0;
        } catch (SQLException e) {
            throw new IllegalStateException("The views cannot be read", e);
        }
    }

    /** Takes a batch. What the views have seen already is passed over. */
    @Override
    public void accept(List<Recorded> batch) {
        turn.lock();
        try {
            take(batch, Map.of());
        } catch (SQLException | RuntimeException e) {
            // Whether the transaction went through is not known, so what is in memory says nothing any more.
            forgetWhatIsInMemory();
            throw new IllegalStateException("The views did not take a batch; it comes again", e);
        } finally {
            turn.unlock();
        }
    }

    /** Keeps back an event that this version cannot read. */
    @Override
    public void unreadable(StoredEvent event, RuntimeException why) {
        turn.lock();
        try {
            Letter letter = new Letter(event.position(), event.stream(), Letter.reason(why));
            position = transaction(connection -> {
                long reached = reached(connection);
                if (event.position() < reached) {
                    return reached;
                }
                letters.add(connection, List.of(letter));
                return advance(connection, reached, event.position() + 1);
            });
            kept(List.of(letter));
        } catch (SQLException | RuntimeException e) {
            forgetWhatIsInMemory();
            throw new IllegalStateException("The views did not pass over an event; it comes again", e);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Takes a batch without those that cannot be taken. A fold that throws names the event; when the database refuses what is
     * written, the events are tried one by one.
     *
     * @param spoiled events known to be dead letters, by their positions
     */
    private void take(List<Recorded> batch, Map<Long, Letter> spoiled) throws SQLException {
        List<Letter> late = new ArrayList<>();
        try {
            position = transaction(connection -> {
                long reached = reached(connection);
                List<Recorded> news = batch.stream()
                        .filter(event -> event.position() >= reached)
                        .toList();
                if (news.isEmpty()) {
                    return reached;
                }
                fold(connection, sound(news, spoiled, late));
                letters.add(connection, late);
                return advance(connection, reached, news.getLast().position() + 1);
            });
            shelves().forEach(Shelf::keep);
            kept(late);
        } catch (Untakeable e) {
            shelves().forEach(Shelf::discard);
            Map<Long, Letter> more = new TreeMap<>(spoiled);
            Recorded event = recorded(e);
            more.put(event.position(), Letter.of(event, e));
            take(batch, more);
        } catch (SQLException | JacksonException e) {
            if (!isFaultOfData(e)) {
                throw e;
            }
            shelves().forEach(Shelf::discard);
            if (batch.size() == 1) {
                Recorded event = batch.getFirst();
                take(batch, Map.of(event.position(), Letter.of(event, e)));
            } else {
                for (Recorded event : batch) {
                    take(List.of(event), Map.of());
                }
            }
        }
    }

    /** The events that may be folded; the others become letters, with all that follows them in their streams. */
    private List<Recorded> sound(List<Recorded> events, Map<Long, Letter> spoiled, List<Letter> late) {
        if (spoiled.isEmpty() && letters.streams().isEmpty()) {
            return events;
        }
        List<Recorded> sound = new ArrayList<>();
        Set<String> stopped = new HashSet<>();
        for (Recorded event : events) {
            Letter letter = spoiled.get(event.position());
            if (stopped.contains(event.stream()) || letters.holds(event.stream())) {
                late.add(Letter.behind(event));
            } else if (letter != null) {
                late.add(letter);
                stopped.add(event.stream());
            } else {
                sound.add(event);
            }
        }
        return sound;
    }

    /** Class 22 is bad data: nothing that another attempt would cure. */
    private static boolean isFaultOfData(Exception e) {
        return e instanceof JacksonException
                || (e instanceof SQLException sql
                        && sql.getSQLState() != null
                        && sql.getSQLState().startsWith("22"));
    }

    private static Recorded recorded(Untakeable e) {
        return e.event() instanceof Step step ? step.recorded() : (Recorded) e.event();
    }

    private void kept(List<Letter> late) {
        letters.keep(late);
        late.stream()
                .collect(Collectors.groupingBy(Letter::stream, TreeMap::new, Collectors.counting()))
                .forEach((stream, count) -> LOG.atWarn()
                        .addKeyValue("stream", stream)
                        .addKeyValue("events", count)
                        .log("Events that the views cannot take wait as dead letters"));
    }

    private void forgetWhatIsInMemory() {
        position = UNKNOWN;
        shelves().forEach(Shelf::forget);
    }

    /**
     * Tries every dead letter again, each stream in its order as far as it now goes, by the code and the upcasts of today.
     * States that depend on the order between streams are exact again after the next rebuild.
     */
    public void retry() {
        turn.lock();
        try {
            for (String stream : letters.streams()) {
                retry(stream);
            }
        } catch (SQLException | RuntimeException e) {
            forgetWhatIsInMemory();
            throw new IllegalStateException("The dead letters could not be tried again", e);
        } finally {
            turn.unlock();
        }
    }

    /** How many streams hold an event that could not be taken. */
    public int deadStreams() {
        return letters.count();
    }

    private void retry(String stream) throws SQLException {
        Set<Long> waiting = transaction(connection -> DeadLetters.positions(connection, stream));
        List<Recorded> readable = new ArrayList<>();
        Letter stop = null;
        for (StoredEvent stored : log.readStream(stream)) {
            if (stop == null && waiting.contains(stored.position())) {
                try {
                    readable.add(log.decode(stored));
                } catch (RuntimeException e) {
                    stop = new Letter(stored.position(), stream, Letter.reason(e));
                }
            }
        }
        while (!readable.isEmpty() || stop != null) {
            List<Recorded> events = List.copyOf(readable);
            Letter first = stop;
            try {
                transaction(connection -> {
                    fold(connection, events);
                    if (!events.isEmpty()) {
                        DeadLetters.remove(connection, stream, events.getLast().position());
                    }
                    letters.add(connection, first == null ? List.of() : List.of(first));
                    return events.size();
                });
                shelves().forEach(Shelf::keep);
                break;
            } catch (Untakeable e) {
                shelves().forEach(Shelf::discard);
                Recorded event = recorded(e);
                stop = Letter.of(event, e);
                readable.removeIf(other -> other.position() >= event.position());
            }
        }
        if (stop == null) {
            letters.release(stream);
            LOG.atInfo()
                    .addKeyValue("stream", stream)
                    .addKeyValue("events", waiting.size())
                    .log("Dead letters were taken after all");
        }
    }

    /** Something that is read and written whole or not at all. */
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private long reached(Connection connection) throws SQLException {
        return position == UNKNOWN ? token(connection) : position;
    }

    private void fold(Connection connection, List<Recorded> events) throws SQLException {
        tasks.prepare(connection, events);
        List<Step> steps = new ArrayList<>(events.size());
        for (Recorded event : events) {
            List<TaskId> keys = tasks.keys(event);
            if (keys.isEmpty()) {
                steps.add(Step.of(event));
            } else {
                TaskSummary before = tasks.state(keys.getFirst());
                steps.add(new Step(event, before, tasks.fold(keys.getFirst(), event)));
            }
        }
        tasks.write(connection);
        for (Shelf<Step, ?, ?> shelf : others) {
            fold(shelf, connection, steps);
        }
    }

    private static <K, S> void fold(Shelf<Step, K, S> shelf, Connection connection, List<Step> steps)
            throws SQLException {
        shelf.prepare(connection, steps);
        for (Step step : steps) {
            for (K key : shelf.keys(step)) {
                shelf.fold(key, step);
            }
        }
        shelf.write(connection);
    }

    private static long advance(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE views.token SET position = ? WHERE keeper = ? AND position = ?")) {
            update.setLong(1, to);
            update.setString(2, NAME);
            update.setLong(3, from);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("Another keeper has moved the views on from " + from);
            }
            return to;
        }
    }

    /** The position that the views have reached, or {@value UNKNOWN} when these folds have no views yet. */
    private long token(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT position FROM views.token WHERE keeper = ? AND folds = ?")) {
            select.setString(1, NAME);
            select.setString(2, editions());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : UNKNOWN;
            }
        }
    }

    private String editions() {
        return shelves().map(Shelf::edition).collect(Collectors.joining(" "));
    }

    private Stream<Shelf<?, ?, ?>> shelves() {
        return Stream.concat(Stream.of(tasks), others.stream());
    }
}
