package dev.chancery.views;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.Agents;
import dev.chancery.folds.Budgets;
import dev.chancery.folds.Erasures;
import dev.chancery.folds.LegalHolds;
import dev.chancery.folds.ModelVersions;
import dev.chancery.folds.Policies;
import dev.chancery.folds.Spend;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.Workflows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log and keeps every fold in PostgreSQL. A batch of events and the position that it reaches are written in
 * one transaction, so each event counts exactly once, whatever crashes. When a fold's version has changed, or the log
 * is shorter than what the views have seen, the views are emptied and filled again from the first event.
 */
public final class ViewKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewKeeper.class);
    private static final String NAME = "views";
    private static final long UNKNOWN = -1;

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

    static final EntryTable<String, Erasures.Entry> ERASURES =
            new EntryTable<>("erasures", key -> key, Erasures.Entry.class);
    static final EntryTable<String, LegalHolds.Hold> LEGAL_HOLDS =
            new EntryTable<>("legal-holds", key -> key, LegalHolds.Hold.class);

    private final DataSource dataSource;
    private final EventLog log;
    private final Shelf<Recorded, TaskId, TaskSummary> tasks = new Shelf<>(new TaskSummaries(), new TaskTable());
    private final List<Shelf<Step, ?, ?>> others = List.of(
            new Shelf<>(new Spend(), new SpendTable()),
            new Shelf<>(new Workflows(), WORKFLOWS),
            new Shelf<>(new Agents(), AGENTS),
            new Shelf<>(new Budgets(), BUDGETS),
            new Shelf<>(new Policies(), POLICIES),
            new Shelf<>(new ModelVersions(), MODEL_VERSIONS),
            new Shelf<>(new Erasures(), ERASURES),
            new Shelf<>(new LegalHolds(), LEGAL_HOLDS));
    private long position = UNKNOWN;
    private EventLog.@Nullable Following following;

    /**
     * A keeper at rest.
     *
     * @param dataSource a pool, or anything else that gives connections; {@link ViewsSchema#migrate} has run on it
     */
    public ViewKeeper(DataSource dataSource, EventLog log) {
        this.dataSource = dataSource;
        this.log = log;
    }

    /** Goes on where the views end. */
    public synchronized void start() {
        if (following == null) {
            following = log.follow(NAME, resume(), REST, this::take);
        }
    }

    /**
     * Waits until the views show everything before a position.
     *
     * @return false when the time ran out or the keeper is not at work
     */
    public boolean await(long end, Duration atMost) throws InterruptedException {
        EventLog.Following at;
        synchronized (this) {
            at = following;
        }
        return at != null && at.await(end, atMost);
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
                LOG.atInfo().addKeyValue("position", reached).log("Views go on");
                return reached;
            }
            LOG.atInfo().addKeyValue("folds", editions()).log("Views are built from the first event");
            // A crash between these leaves no token, and so the same work to do again.
            statement.execute("DELETE FROM views.token");
            statement.execute("TRUNCATE views.task, views.spend, views.entry");
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
    void take(List<Recorded> batch) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                long reached = position == UNKNOWN ? token(connection) : position;
                List<Recorded> news = batch.getFirst().position() >= reached
                        ? batch
                        : batch.stream()
                                .filter(event -> event.position() >= reached)
                                .toList();
                if (!news.isEmpty()) {
                    fold(connection, news);
                    advance(connection, reached, news.getLast().position() + 1);
                    connection.commit();
                    position = news.getLast().position() + 1;
                    shelves().forEach(Shelf::keep);
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException | RuntimeException e) {
            // Whether the transaction went through is not known, so what is in memory says nothing any more.
            position = UNKNOWN;
            shelves().forEach(Shelf::forget);
            throw new IllegalStateException("The views did not take a batch; it comes again", e);
        }
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

    private static void advance(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE views.token SET position = ? WHERE keeper = ? AND position = ?")) {
            update.setLong(1, to);
            update.setString(2, NAME);
            update.setLong(3, from);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("Another keeper has moved the views on from " + from);
            }
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
