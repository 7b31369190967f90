package dev.chancery.views;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.Accounts;
import dev.chancery.folds.Acts;
import dev.chancery.folds.Agents;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.Baselines;
import dev.chancery.folds.BiasChecks;
import dev.chancery.folds.BiasFindings;
import dev.chancery.folds.BiasLimits;
import dev.chancery.folds.BiasPairRuns;
import dev.chancery.folds.BiasStandings;
import dev.chancery.folds.BiasSuites;
import dev.chancery.folds.BiasUses;
import dev.chancery.folds.Budgets;
import dev.chancery.folds.CalibrationCases;
import dev.chancery.folds.Duties;
import dev.chancery.folds.Erasures;
import dev.chancery.folds.Exports;
import dev.chancery.folds.HeldTasks;
import dev.chancery.folds.Incidents;
import dev.chancery.folds.JudgedPairs;
import dev.chancery.folds.JudgedTasks;
import dev.chancery.folds.LabelledTasks;
import dev.chancery.folds.LegalHolds;
import dev.chancery.folds.ModelCalls;
import dev.chancery.folds.ModelUses;
import dev.chancery.folds.ModelVersions;
import dev.chancery.folds.PartsInUse;
import dev.chancery.folds.Policies;
import dev.chancery.folds.PriceImports;
import dev.chancery.folds.PromptTotals;
import dev.chancery.folds.PromptUses;
import dev.chancery.folds.ProviderCalls;
import dev.chancery.folds.Qualities;
import dev.chancery.folds.ReviewCounts;
import dev.chancery.folds.Reviewers;
import dev.chancery.folds.SampledOutputs;
import dev.chancery.folds.Schedules;
import dev.chancery.folds.Serving;
import dev.chancery.folds.ShadowServices;
import dev.chancery.folds.Spend;
import dev.chancery.folds.SpendDays;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.Traffic;
import dev.chancery.folds.UsageImports;
import dev.chancery.folds.VisitViews;
import dev.chancery.folds.Visits;
import dev.chancery.folds.WorkDays;
import dev.chancery.folds.Workflows;
import dev.chancery.views.DeadLetters.Letter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * One building of the views: every fold, kept in the tables of one schema. A batch of events and the position that it reaches
 * are written in one transaction, so each event counts exactly once, whatever crashes. Used by one thread at a time, but where another
 * thing is said.
 *
 * <p>An event that cannot be read or folded does not stop the others: it and what follows it in its stream become dead letters.
 * A database that fails makes none.
 */
final class Generation {

    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);
    private static final String NAME = "views";
    private static final long UNKNOWN = -1;

    /** Undefined table and undefined column: its migrations have not all run. */
    private static final Set<String> BEING_MADE = Set.of("42P01", "42703");

    static final String TASKS = "task-summaries";
    static final String SPEND = "spend";
    static final String SPEND_DAYS = "spend-days";
    static final String ACTS = "acts";
    static final String PROVIDER_CALLS = "provider-calls";
    static final String SAMPLED_OUTPUTS = "sampled-outputs";
    static final String HELD_TASKS = "held-tasks";
    static final String BIAS_CHECKS = "bias-checks";
    static final String EXPORTS = "exports";
    static final String CALIBRATION_CASES = "calibration-cases";
    static final String JUDGED_TASKS = "judged-tasks";
    static final String JUDGED_PAIRS = "judged-pairs";
    static final String LABELLED_TASKS = "labelled-tasks";
    static final String WORK_DAYS = "work-days";
    static final String DEAD_LETTERS = "dead-letters";
    static final String TOKEN = "token";
    static final String MODEL_CALLS = "model-calls";
    static final String MODEL_USES = "model-uses";
    static final String PROMPT_USES = "prompt-uses";
    static final String PROMPT_TOTALS = "prompt-totals";
    static final String VISITS = "visits";
    static final String VISIT_VIEWS = "visit-views";
    static final String TRAFFIC = "traffic";

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
    static final EntryTable<String, ReviewCounts.Count> REVIEW_COUNTS =
            new EntryTable<>("review-counts", key -> key, ReviewCounts.Count.class);
    static final EntryTable<String, UsageImports.Import> USAGE_IMPORTS =
            new EntryTable<>("usage-imports", key -> key, UsageImports.Import.class);
    static final EntryTable<String, Erasures.Entry> ERASURES =
            new EntryTable<>("erasures", key -> key, Erasures.Entry.class);
    static final EntryTable<String, LegalHolds.Hold> LEGAL_HOLDS =
            new EntryTable<>("legal-holds", key -> key, LegalHolds.Hold.class);

    static final EntryTable<String, Reviewers.Reviewer> REVIEWERS =
            new EntryTable<>("reviewers", key -> key, Reviewers.Reviewer.class);
    static final EntryTable<String, AiSystems.AiSystem> AI_SYSTEMS =
            new EntryTable<>("ai-systems", key -> key, AiSystems.AiSystem.class);
    static final EntryTable<String, PartsInUse.PartInUse> PARTS_IN_USE =
            new EntryTable<>("parts-in-use", key -> key, PartsInUse.PartInUse.class);
    static final EntryTable<String, ShadowServices.Service> SHADOW_SERVICES =
            new EntryTable<>("shadow-services", key -> key, ShadowServices.Service.class);

    static final EntryTable<WorkflowId, Serving.Served> SERVING =
            new EntryTable<>("serving", WorkflowId::new, Serving.Served.class);
    static final EntryTable<String, Incidents.Incident> INCIDENTS =
            new EntryTable<>("incidents", key -> key, Incidents.Incident.class);
    static final EntryTable<String, Duties.Standing> DUTIES =
            new EntryTable<>("duties", key -> key, Duties.Standing.class);
    static final EntryTable<String, BiasStandings.Standing> BIAS_STANDINGS =
            new EntryTable<>("bias-standings", key -> key, BiasStandings.Standing.class);

    static final EntryTable<String, Qualities.Quality> QUALITIES =
            new EntryTable<>("qualities", key -> key, Qualities.Quality.class);
    static final EntryTable<WorkflowId, Baselines.OfWorkflow> BASELINES =
            new EntryTable<>("baselines", WorkflowId::new, Baselines.OfWorkflow.class);
    static final EntryTable<String, PriceImports.Import> PRICE_IMPORTS =
            new EntryTable<>("price-imports", key -> key, PriceImports.Import.class);

    static final EntryTable<String, BiasUses.Use> BIAS_USES =
            new EntryTable<>("bias-uses", key -> key, BiasUses.Use.class);
    static final EntryTable<String, BiasFindings.Finding> BIAS_FINDINGS =
            new EntryTable<>("bias-findings", key -> key, BiasFindings.Finding.class);
    static final EntryTable<String, BiasLimits.Limit> BIAS_LIMITS =
            new EntryTable<>("bias-limits", key -> key, BiasLimits.Limit.class);
    static final EntryTable<String, BiasSuites.Suite> BIAS_SUITES =
            new EntryTable<>("bias-suites", key -> key, BiasSuites.Suite.class);
    static final EntryTable<String, BiasPairRuns.Run> BIAS_PAIR_RUNS =
            new EntryTable<>("bias-pair-runs", key -> key, BiasPairRuns.Run.class);

    static final EntryTable<String, Schedules.Schedule> SCHEDULES =
            new EntryTable<>("schedules", key -> key, Schedules.Schedule.class);

    static final EntryTable<AccountId, Accounts.Account> ACCOUNTS =
            new EntryTable<>("accounts", AccountId::new, Accounts.Account.class);

    static final List<EntryTable<?, ?>> ENTRIES = List.of(
            WORKFLOWS,
            AGENTS,
            BUDGETS,
            POLICIES,
            MODEL_VERSIONS,
            REVIEW_COUNTS,
            USAGE_IMPORTS,
            ERASURES,
            LEGAL_HOLDS,
            REVIEWERS,
            BIAS_USES,
            BIAS_FINDINGS,
            BIAS_LIMITS,
            BIAS_SUITES,
            BIAS_PAIR_RUNS,
            SERVING,
            INCIDENTS,
            DUTIES,
            BIAS_STANDINGS,
            AI_SYSTEMS,
            PARTS_IN_USE,
            SHADOW_SERVICES,
            QUALITIES,
            BASELINES,
            PRICE_IMPORTS,
            SCHEDULES,
            ACCOUNTS);

    /**
     * Where a generation stands.
     *
     * @param folds names and versions of what built it
     * @param number of the generation
     * @param damaged views whose files some node found damaged
     * @param wish what another node asks of the one that keeps the views; null for nothing
     */
    record Token(
            String folds,
            long position,
            long number,
            Set<String> damaged,
            @Nullable Wish wish) {

        /** The views that were built by the very folds of this version. */
        Set<String> readable(String editions) {
            Set<String> ours = Set.of(editions.split(" "));
            Set<String> readable = new HashSet<>(Set.of(DEAD_LETTERS));
            for (String edition : folds.split(" ")) {
                if (ours.contains(edition)) {
                    readable.add(edition.substring(0, edition.indexOf('/')));
                }
            }
            return readable;
        }
    }

    private final DataSource dataSource;
    private final EventLog log;
    private final String schema;
    private final boolean flushed;
    private final Shelf<Recorded, TaskId, TaskSummary> tasks = new Shelf<>(new TaskSummaries(), new TaskTable());
    private final List<Shelf<Step, ?, ?>> others = List.of(
            new Shelf<>(new Spend(), new SpendTable()),
            new Shelf<>(new SpendDays(), new SpendDayTable()),
            new Shelf<>(new Acts(), new ActTable()),
            new Shelf<>(new Traffic(), new TrafficTable()),
            new Shelf<>(new Workflows(), WORKFLOWS),
            new Shelf<>(new Agents(), AGENTS),
            new Shelf<>(new Budgets(), BUDGETS),
            new Shelf<>(new Policies(), POLICIES),
            new Shelf<>(new ModelVersions(), MODEL_VERSIONS),
            new Shelf<>(new ReviewCounts(), REVIEW_COUNTS),
            new Shelf<>(new ProviderCalls(), new ProviderCallTable()),
            new Shelf<>(new JudgedTasks(), new JudgedTaskTable()),
            new Shelf<>(new JudgedPairs(), new JudgedPairTable()),
            new Shelf<>(new LabelledTasks(), new LabelledTaskTable()),
            new Shelf<>(new UsageImports(), USAGE_IMPORTS),
            new Shelf<>(new Erasures(), ERASURES),
            new Shelf<>(new LegalHolds(), LEGAL_HOLDS),
            new Shelf<>(new Reviewers(), REVIEWERS),
            new Shelf<>(new SampledOutputs(), new SampledOutputTable()),
            new Shelf<>(new HeldTasks(), new HeldTaskTable()),
            new Shelf<>(new CalibrationCases(), new CalibrationCaseTable()),
            new Shelf<>(new BiasUses(), BIAS_USES),
            new Shelf<>(new BiasChecks(), new BiasCheckTable()),
            new Shelf<>(new BiasFindings(), BIAS_FINDINGS),
            new Shelf<>(new BiasLimits(), BIAS_LIMITS),
            new Shelf<>(new BiasSuites(), BIAS_SUITES),
            new Shelf<>(new BiasPairRuns(), BIAS_PAIR_RUNS),
            new Shelf<>(new ModelCalls(), new ModelCallTable()),
            new Shelf<>(new ModelUses(), new ModelUseTable()),
            new Shelf<>(new PromptUses(), new PromptUseTable()),
            new Shelf<>(new PromptTotals(), new PromptTotalTable()),
            new Shelf<>(new Serving(), SERVING),
            new Shelf<>(new Incidents(), INCIDENTS),
            new Shelf<>(new Duties(), DUTIES),
            new Shelf<>(new BiasStandings(), BIAS_STANDINGS),
            new Shelf<>(new WorkDays(), new WorkDayTable()),
            new Shelf<>(new AiSystems(), AI_SYSTEMS),
            new Shelf<>(new PartsInUse(), PARTS_IN_USE),
            new Shelf<>(new ShadowServices(), SHADOW_SERVICES),
            new Shelf<>(new Qualities(), QUALITIES),
            new Shelf<>(new Baselines(), BASELINES),
            new Shelf<>(new PriceImports(), PRICE_IMPORTS),
            new Shelf<>(new Exports(), new ExportTable()),
            new Shelf<>(new Schedules(), SCHEDULES),
            new Shelf<>(new Accounts(), ACCOUNTS),
            new Shelf<>(new Visits(), new VisitTable()),
            new Shelf<>(new VisitViews(), new VisitViewTable()));
    private final DeadLetters letters;

    private volatile long position = UNKNOWN;

    /** The view that is read or written; when something fails, the view that it fails on. */
    private volatile String touched = TOKEN;

    /** Reads and writes while this thread folds; null when it does all of it. */
    private @Nullable ExecutorService writer;

    /**
     * A generation that may be there or not.
     *
     * @param flushed whether a commit is flushed before it counts; one that need not be loses its last batches, each whole, in a power
     *     cut, and takes them again
     */
    Generation(DataSource dataSource, EventLog log, String schema, boolean flushed) {
        this.dataSource = dataSource;
        this.log = log;
        this.schema = schema;
        this.flushed = flushed;
        this.letters = new DeadLetters(schema);
    }

    /** How many events it has taken, when that is known in memory, else {@value UNKNOWN}. */
    long position() {
        return position;
    }

    /** How many streams hold an event that could not be taken. */
    int deadStreams() {
        return letters.count();
    }

    /** Where it stands by its token; null when it has none. For any thread. */
    @Nullable
    Token token() throws SQLException {
        return token(dataSource, schema);
    }

    static @Nullable Token token(DataSource dataSource, String schema) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return token(connection, schema);
        } catch (SQLException e) {
            if (Damage.in(e)) {
                throw new DamagedView(TOKEN, e);
            }
            if (BEING_MADE.contains(String.valueOf(e.getSQLState()))) {
                return null;
            }
            throw e;
        }
    }

    static @Nullable Token token(Connection connection, String schema) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT folds, position, generation, damaged, wish FROM " + schema
                                + ".token WHERE keeper = '" + NAME + "'");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            String wish = row.getString(5);
            return new Token(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    new TreeSet<>(List.of((String[]) row.getArray(4).getArray())),
                    wish == null ? null : Wish.valueOf(wish));
        }
    }

    /** Has every node know that a view is damaged, as far as that can still be written. For any thread. */
    void damaged(String view, long number) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE " + schema
                                + ".token SET damaged = array_append(damaged, ?) WHERE generation = ? AND NOT ? = ANY (damaged)")) {
            update.setString(1, view);
            update.setLong(2, number);
            update.setString(3, view);
            update.executeUpdate();
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("view", view).setCause(e).log("That a view is damaged could not be written down");
        }
    }

    /**
     * Asks the node that keeps the views for something. For any thread.
     *
     * @return false when it has not yet done what it was asked for before
     */
    boolean wish(Wish wish) throws SQLException {
        return update("wish = ? WHERE wish IS NULL", wish);
    }

    /** What was wished for is being done. For any thread. */
    void grant(Wish wish) throws SQLException {
        update("wish = NULL WHERE wish = ?", wish);
    }

    private boolean update(String change, Wish wish) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE " + schema + ".token SET " + change)) {
            update.setString(1, wish.name());
            return update.executeUpdate() > 0;
        }
    }

    /** Makes it one that has taken nothing. */
    void begin(long number) throws SQLException {
        transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DELETE FROM " + schema + ".token");
                statement.execute("TRUNCATE "
                        + tables(connection).stream()
                                .map(table -> schema + "." + table)
                                .collect(Collectors.joining(", ")));
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO " + schema + ".token (keeper, folds, position, generation) VALUES (?, ?, 0, ?)")) {
                insert.setString(1, NAME);
                insert.setString(2, editions());
                insert.setLong(3, number);
                return insert.executeUpdate();
            }
        });
    }

    /** Where the folds are kept: all tables that the migrations have made, so that none is forgotten, but the token. */
    private List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT tablename FROM pg_tables WHERE schemaname = ? AND tablename NOT IN (?, 'token') ORDER BY tablename")) {
            select.setString(1, schema);
            select.setString(2, ViewsSchema.HISTORY);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        return tables;
    }

    /** Goes on from its tables: forgets what is in memory and reads how far it has come. */
    long load() throws SQLException {
        forget();
        position = transaction(connection -> {
            touched = DEAD_LETTERS;
            letters.load(connection);
            return token(connection);
        });
        return position;
    }

    /** Takes a batch. What it has seen already is passed over. */
    void accept(List<Recorded> batch) {
        try {
            take(batch, Map.of());
        } catch (SQLException | RuntimeException e) {
            // Whether the transaction went through is not known, so what is in memory says nothing any more.
            forget();
            throw new IllegalStateException("The views did not take a batch; it comes again", e);
        }
    }

    /** Keeps back an event that this version cannot read. */
    void unreadable(StoredEvent event, RuntimeException why) {
        try {
            Letter letter = new Letter(event.position(), event.stream(), Letter.reason(why));
            position = transaction(connection -> {
                long reached = reached(connection);
                if (event.position() < reached) {
                    return reached;
                }
                touched = DEAD_LETTERS;
                letters.add(connection, List.of(letter));
                return advance(connection, reached, event.position() + 1);
            });
            kept(List.of(letter));
        } catch (SQLException | RuntimeException e) {
            forget();
            throw new IllegalStateException("The views did not pass over an event; it comes again", e);
        }
    }

    /**
     * Tries every dead letter again, each stream in its order as far as it now goes, by the code and the upcasts of today.
     * States that depend on the order between streams are exact again after the next rebuild.
     */
    void retry() {
        try {
            for (String stream : letters.streams()) {
                retry(stream);
            }
        } catch (SQLException | RuntimeException e) {
            forget();
            throw new IllegalStateException("The dead letters could not be tried again", e);
        }
    }

    /** Somebody else goes on with it. */
    void leave() {
        forget();
        letters.clear();
    }

    /** Drops what is in memory; the tables say what is true. */
    void forget() {
        position = UNKNOWN;
        shelves().forEach(Shelf::forget);
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
                touched = DEAD_LETTERS;
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

    private void retry(String stream) throws SQLException {
        Set<Long> waiting = transaction(connection -> letters.positions(connection, stream));
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
                        letters.remove(connection, stream, events.getLast().position());
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
                if (!flushed) {
                    unflushed(connection);
                }
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException e) {
                if (Damage.in(e)) {
                    throw new DamagedView(touched, e);
                }
                throw e;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void unflushed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Plans are made while the tables are empty, and would go on to read them whole.
            statement.execute("SET LOCAL synchronous_commit = off; SET LOCAL enable_seqscan = off");
        }
    }

    private long reached(Connection connection) throws SQLException {
        return position == UNKNOWN ? token(connection) : position;
    }

    /** Folds in this thread while the writer's, where there is one, reads and writes. */
    private void fold(Connection connection, List<Recorded> events) throws SQLException {
        Lane lane = new Lane(connection);
        try {
            fold(lane, events);
        } finally {
            lane.end();
        }
        lane.demandDone();
    }

    private void fold(Lane lane, List<Recorded> events) throws SQLException {
        tasks.gather(events);
        lane.run(tasks.name(), connection -> tasks.load(connection, schema));
        lane.demandDone();
        List<Step> steps = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            Recorded event = events.get(i);
            List<TaskId> keys = tasks.keys(i);
            if (keys.isEmpty()) {
                steps.add(Step.of(event));
            } else {
                TaskSummary before = tasks.state(keys.getFirst());
                steps.add(new Step(event, before, tasks.fold(keys.getFirst(), event)));
            }
        }
        lane.run(tasks.name(), connection -> tasks.write(connection, schema));
        for (Shelf<Step, ?, ?> shelf : others) {
            shelf.gather(steps);
            lane.run(shelf.name(), connection -> shelf.load(connection, schema));
        }
        lane.demandDone();
        for (Shelf<Step, ?, ?> shelf : others) {
            shelf.fold();
            lane.run(shelf.name(), connection -> shelf.write(connection, schema));
        }
    }

    /** Something that is read or written of a view. */
    private interface Sql {
        void on(Connection connection) throws SQLException;
    }

    /** The reads and writes of one batch, in their order; after one that failed there is no further one. */
    private final class Lane {
        private final Connection connection;
        private final List<Future<?>> running = new ArrayList<>();
        private volatile boolean failed;

        Lane(Connection connection) {
            this.connection = connection;
        }

        void run(String view, Sql sql) throws SQLException {
            ExecutorService by = writer;
            if (by == null) {
                touched = view;
                sql.on(connection);
            } else {
                running.add(by.submit(() -> {
                    if (!failed) {
                        failed = true;
                        touched = view;
                        sql.on(connection);
                        failed = false;
                    }
                    return view;
                }));
            }
        }

        /** Waits until the connection is nobody's. */
        void end() {
            boolean interrupted = false;
            for (Future<?> each : running) {
                while (!each.isDone()) {
                    try {
                        each.get();
                    } catch (InterruptedException e) {
                        // The transaction can be rolled back only after the statement.
                        interrupted = true;
                    } catch (ExecutionException e) {
                        LOG.atDebug().setCause(e).log("A write of the views failed, which is told below");
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits, and fails with what failed first. */
        void demandDone() throws SQLException {
            for (Future<?> each : running) {
                try {
                    each.get();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CancellationException("Interrupted while the views are written");
                } catch (ExecutionException e) {
                    switch (Objects.requireNonNullElse(e.getCause(), e)) {
                        case SQLException cause -> throw cause;
                        case RuntimeException cause -> throw cause;
                        case Error cause -> throw cause;
                        default -> throw new IllegalStateException(e);
                    }
                }
            }
            running.clear();
        }
    }

    /** Has a thread of its own read and write while events are folded: for large batches. For the thread that uses this generation. */
    void writing(ExecutorService by) {
        writer = by;
    }

    private long advance(Connection connection, long from, long to) throws SQLException {
        touched = TOKEN;
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + schema + ".token SET position = ? WHERE keeper = ? AND position = ?")) {
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
        touched = TOKEN;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT position FROM " + schema + ".token WHERE keeper = ? AND folds = ?")) {
            select.setString(1, NAME);
            select.setString(2, editions());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : UNKNOWN;
            }
        }
    }

    /** Names and versions of the folds of this version. */
    String editions() {
        return shelves().map(Shelf::edition).collect(Collectors.joining(" "));
    }

    private Stream<Shelf<?, ?, ?>> shelves() {
        return Stream.concat(Stream.of(tasks), others.stream());
    }
}
