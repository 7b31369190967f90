package dev.chancery.views;

import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.ModelCalls.Kind;
import dev.chancery.folds.Serving;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.BlastRadiusView.Outputs;
import dev.chancery.query.contracts.BlastRadiusView.Part;
import dev.chancery.query.contracts.BlastRadiusView.Subjects;
import dev.chancery.query.contracts.BlastRadiusView.Touched;
import dev.chancery.query.contracts.LineageQuery.FindBlastRadius;
import dev.chancery.query.contracts.LineageQuery.FindLineage;
import dev.chancery.query.contracts.LineageQuery.FindModelQuality;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.LineageQuery.FindPromptUses;
import dev.chancery.query.contracts.LineageQuery.OfPrompt;
import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.PromptUsesView.PromptUse;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.contracts.TaskLineageView.Call;
import dev.chancery.query.contracts.TaskLineageView.Content;
import dev.chancery.query.contracts.TaskLineageView.Decision;
import dev.chancery.query.contracts.TaskLineageView.Prompt;
import dev.chancery.query.contracts.TaskLineageView.Rubric;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers what made which output: of many from the views, in one snapshot of them; of one from its stream. */
public final class LineageQueries {

    /** Versions that are listed; a provider reports a few a year. */
    private static final int VERSIONS = 1_000;

    /** Workflows, agents, reviewers and policies that are listed of each, those with the most calls. */
    private static final int PARTS = Query.PAGE_LIMIT;

    private static final int FIRST_SUBJECTS = 50;

    private final Views views;
    private final EventLog log;
    private final TaskSummaries summaries = new TaskSummaries();

    public LineageQueries(Views views, EventLog log) {
        this.views = views;
        this.log = log;
    }

    /** What serves each workflow, and when that became something else. */
    public List<Serving.Served> serving() {
        return views.list(Generation.SERVING, Integer.MAX_VALUE);
    }

    @QueryHandler
    public ModelUsesView handle(FindModelUses query) {
        return views.read(
                Generation.MODEL_USES,
                connection -> snapshot(connection, () -> {
                    List<ModelUse> uses = new ArrayList<>();
                    try (PreparedStatement select = connection.prepareStatement(
                            """
                    SELECT deployment, version, min(first) AS first, max(last) AS last, sum(answers)::bigint,
                        sum(revisions)::bigint, sum(judgements)::bigint, sum(comparisons)::bigint, sum(outputs)::bigint,
                        sum(verdicts)::bigint, sum(passed)::bigint, sum(reviewed)::bigint, sum(approved)::bigint
                    FROM views.model_use %s GROUP BY deployment, version ORDER BY deployment, version LIMIT %d
                    """.formatted(query.workflow() == null ? "" : "WHERE workflow = ?", VERSIONS))) {
                        if (query.workflow() != null) {
                            select.setString(1, query.workflow().value());
                        }
                        try (ResultSet rows = select.executeQuery()) {
                            while (rows.next()) {
                                uses.add(use(rows));
                            }
                        }
                    }
                    return new ModelUsesView(position(connection), uses);
                }));
    }

    private static ModelUse use(ResultSet row) throws SQLException {
        return new ModelUse(
                row.getString(1),
                row.getString(2),
                ModelCallTable.instant(row, "first"),
                ModelCallTable.instant(row, "last"),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13));
    }

    @QueryHandler
    public ModelQualityView handle(FindModelQuality query) {
        return ModelQuality.of(handle(new FindModelUses(query.workflow())));
    }

    @QueryHandler
    public PromptUsesView handle(FindPromptUses query) {
        return views.read(
                Generation.PROMPT_TOTALS,
                connection -> snapshot(connection, () -> {
                    List<PromptUse> uses = new ArrayList<>();
                    try (PreparedStatement select = connection.prepareStatement("""
                    WITH listed AS (
                        SELECT * FROM views.prompt_total %s
                        ORDER BY name = '', last DESC, workflow, name, version, instructions LIMIT %d
                    ), counted AS (
                        SELECT workflow, name, version, count(*) AS differing FROM views.prompt_total
                        WHERE (workflow, name, version) IN (SELECT workflow, name, version FROM listed)
                        GROUP BY workflow, name, version
                    )
                    SELECT workflow, nullif(name, '') AS name, nullif(version, '') AS version,
                        nullif(instructions, '') AS instructions, differing, tasks, first, last
                    FROM listed JOIN counted USING (workflow, name, version)
                    ORDER BY listed.name = '', last DESC, workflow, listed.name, listed.version, listed.instructions
                    """.formatted(
                                    query.workflow() == null ? "" : "WHERE workflow = ?", PromptUsesView.LIMIT))) {
                        if (query.workflow() != null) {
                            select.setString(1, query.workflow().value());
                        }
                        try (ResultSet rows = select.executeQuery()) {
                            while (rows.next()) {
                                uses.add(promptUse(rows));
                            }
                        }
                    }
                    return new PromptUsesView(position(connection), uses, PromptUsesView.NOTE);
                }));
    }

    private static PromptUse promptUse(ResultSet row) throws SQLException {
        return new PromptUse(
                row.getString("workflow"),
                row.getString("name"),
                row.getString("version"),
                row.getString("instructions"),
                row.getLong("differing"),
                row.getLong("tasks"),
                ModelCallTable.instant(row, "first"),
                ModelCallTable.instant(row, "last"));
    }

    @QueryHandler
    public BlastRadiusView handle(FindBlastRadius query) {
        if (query.prompt() != null) {
            views.demand(Generation.PROMPT_USES);
        }
        return views.read(
                Generation.MODEL_CALLS, connection -> snapshot(connection, () -> new Blast(query).read(connection)));
    }

    /** A read of several statements that see the same. */
    private interface Read<T> {
        T read() throws SQLException;
    }

    private static <T> T snapshot(Connection connection, Read<T> read) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            // What is counted has few different values, or short ones; so much of them is kept in memory.
            statement.execute("SET LOCAL work_mem = '64MB'");
            return read.read();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static long position(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT max(position) FROM views.token");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The counting of one blast radius. */
    private static final class Blast {
        private final FindBlastRadius query;
        private final String where;
        private final SortedMap<String, Long> calls = new TreeMap<>();
        private final Map<TaskState, Long> states = new EnumMap<>(TaskState.class);
        private final SortedMap<String, Part> workflows = new TreeMap<>();
        private final SortedMap<String, Part> agents = new TreeMap<>();
        private final SortedMap<String, Part> reviewers = new TreeMap<>();
        private final SortedMap<String, Part> policies = new TreeMap<>();
        private @Nullable Instant first;
        private @Nullable Instant last;
        private long tasks;

        /** Position of the opening of the first task, from which on tasks are looked for. */
        private long opened = Long.MAX_VALUE;

        Blast(FindBlastRadius query) {
            this.query = query;
            this.where = " FROM views.model_call c WHERE " + conditions("c");
        }

        private String conditions(String call) {
            return "true" + (query.version() == null ? "" : " AND " + call + ".version = ?")
                    + (query.deployment() == null ? "" : " AND " + call + ".deployment = ?")
                    + prompt(call)
                    + (query.from() == null ? "" : " AND " + call + ".at >= ?")
                    + (query.to() == null ? "" : " AND " + call + ".at < ?");
        }

        private String prompt(String call) {
            OfPrompt prompt = query.prompt();
            return prompt == null
                    ? ""
                    : " AND " + call + ".opened IN (SELECT u.opened FROM views.prompt_use u WHERE true"
                            + (prompt.name() == null ? "" : " AND u.name = ?")
                            + (prompt.version() == null ? "" : " AND u.version = ?")
                            + (prompt.instructions() == null ? "" : " AND u.instructions = ?") + ")";
        }

        private int set(PreparedStatement select) throws SQLException {
            return set(select, 1);
        }

        private int set(PreparedStatement select, int first) throws SQLException {
            int next = first;
            if (query.version() != null) {
                select.setString(next++, query.version());
            }
            if (query.deployment() != null) {
                select.setString(next++, query.deployment());
            }
            if (query.prompt() != null) {
                OfPrompt prompt = query.prompt();
                for (String value : Arrays.asList(prompt.name(), prompt.version(), prompt.instructions())) {
                    if (value != null) {
                        select.setString(next++, value);
                    }
                }
            }
            if (query.from() != null) {
                select.setObject(next++, query.from().atOffset(ZoneOffset.UTC));
            }
            if (query.to() != null) {
                select.setObject(next++, query.to().atOffset(ZoneOffset.UTC));
            }
            return next;
        }

        BlastRadiusView read(Connection connection) throws SQLException {
            Subjects subjects = count(connection);
            tasks = query.deployment() == null && query.version() == null
                    ? distinct(connection)
                    : tasks + again(connection);
            List<Touched> page = page(connection);
            SortedMap<TaskState, Long> sorted = new TreeMap<>(states);
            return new BlastRadiusView(
                    query.deployment(),
                    query.version(),
                    name(query.prompt()),
                    query.prompt() == null ? null : query.prompt().instructions(),
                    query.from(),
                    query.to(),
                    position(connection),
                    first,
                    last,
                    tasks,
                    calls,
                    new Outputs(
                            sorted.values().stream().mapToLong(Long::longValue).sum(),
                            of(TaskState.RELEASED) + of(TaskState.APPROVED),
                            of(TaskState.EDITED),
                            of(TaskState.HELD),
                            sorted),
                    most(workflows),
                    most(agents),
                    most(reviewers),
                    most(policies),
                    subjects,
                    page,
                    page.size() < query.limit() ? null : (Long) page.getLast().opened(),
                    BlastRadiusView.DOCUMENTS,
                    BlastRadiusView.CACHE);
        }

        private static @Nullable String name(@Nullable OfPrompt prompt) {
            if (prompt == null || prompt.name() == null) {
                return null;
            }
            return prompt.version() == null ? prompt.name() : prompt.name() + "@" + prompt.version();
        }

        private long of(TaskState state) {
            return states.getOrDefault(state, 0L);
        }

        private static List<Part> most(SortedMap<String, Part> parts) {
            return parts.values().stream()
                    .sorted((one, other) -> Long.compare(other.calls(), one.calls()))
                    .limit(PARTS)
                    .toList();
        }

        /** All that has few values, and the persons concerned, at once, so that the calls are read once for all of it. */
        private Subjects count(Connection connection) throws SQLException {
            long all = 0;
            List<String> named = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    WITH counted AS MATERIALIZED (
                        SELECT kind, output, state, workflow, agent, policy, reviewer, subject, grouping(subject) = 0 AS person,
                            count(*) AS calls, count(*) FILTER (WHERE NOT again) AS tasks, min(at) AS first, max(at) AS last,
                            min(opened) AS opened
                        %s GROUP BY GROUPING SETS ((kind, output, state, workflow, agent, policy, reviewer), (subject))
                    )
                    SELECT kind, output, state, workflow, agent, policy, reviewer, calls, tasks, first, last, opened,
                        NULL AS subject, NULL::bigint AS subjects
                    FROM counted WHERE NOT person
                    UNION ALL (
                        SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, subject, count(*) OVER ()
                        FROM counted WHERE person AND subject IS NOT NULL ORDER BY subject LIMIT %d
                    )
                    """.formatted(where, FIRST_SUBJECTS))) {
                set(select);
                select.setFetchSize(10_000);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        String subject = rows.getString("subject");
                        if (subject == null) {
                            count(rows);
                        } else {
                            named.add(subject);
                            all = rows.getLong("subjects");
                        }
                    }
                }
            }
            return new Subjects(all, named);
        }

        private void count(ResultSet row) throws SQLException {
            long count = row.getLong("calls");
            tasks += row.getLong("tasks");
            boolean output = row.getBoolean("output");
            calls.merge(Kind.valueOf(row.getString("kind")).name(), count, Long::sum);
            if (output) {
                states.merge(TaskState.valueOf(row.getString("state")), count, Long::sum);
            }
            part(workflows, row.getString("workflow"), count, output);
            part(agents, row.getString("agent"), count, output);
            part(policies, row.getString("policy"), count, output);
            String reviewer = row.getString("reviewer");
            if (reviewer != null) {
                part(reviewers, reviewer, count, output);
            }
            Instant earliest = ModelCallTable.instant(row, "first");
            Instant latest = ModelCallTable.instant(row, "last");
            first = first == null || earliest.isBefore(first) ? earliest : first;
            last = last == null || latest.isAfter(last) ? latest : last;
            opened = Math.min(opened, row.getLong("opened"));
        }

        private static void part(SortedMap<String, Part> parts, String name, long calls, boolean output) {
            parts.merge(
                    name,
                    new Part(name, calls, output ? calls : 0),
                    (one, other) -> new Part(name, one.calls() + other.calls(), one.outputs() + other.outputs()));
        }

        /** Tasks of a prompt, whatever answered. */
        private long distinct(Connection connection) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT count(DISTINCT c.opened)" + where)) {
                set(select);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        }

        /** Tasks whose first call that counts is of a deployment or a version that an earlier one, which does not count, had, too. */
        private long again(Connection connection) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT count(*)" + where + " AND c.again AND NOT EXISTS (SELECT FROM views.model_call b"
                            + " WHERE b.opened = c.opened AND b.position < c.position AND " + conditions("b") + ")")) {
                set(select, set(select));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        }

        private List<Touched> page(Connection connection) throws SQLException {
            List<Touched> page = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT DISTINCT ON (opened) opened, task, kind, at, bool_or(output) OVER (PARTITION BY opened) AS output,"
                            + " state, workflow, agent, policy, subject, reviewer FROM (SELECT c.*" + where
                            + " AND opened > ? ORDER BY opened, position LIMIT ?) p ORDER BY opened, position LIMIT ?")) {
                int next = set(select);
                select.setLong(next++, query.after() == null ? opened - 1 : Math.max(opened - 1, query.after()));
                select.setInt(next++, query.limit() * CALLS_OF_A_TASK);
                select.setInt(next, query.limit());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        page.add(touched(rows));
                    }
                }
            }
            return page;
        }

        /** No task has more calls: so many more rows than tasks are read for a page. */
        private static final int CALLS_OF_A_TASK = 32;

        private static Touched touched(ResultSet row) throws SQLException {
            return new Touched(
                    row.getString("task"),
                    row.getLong("opened"),
                    row.getString("kind"),
                    ModelCallTable.instant(row, "at"),
                    row.getBoolean("output"),
                    TaskState.valueOf(row.getString("state")),
                    row.getString("workflow"),
                    row.getString("agent"),
                    row.getString("policy"),
                    row.getString("subject"),
                    row.getString("reviewer"));
        }
    }

    @QueryHandler
    public @Nullable TaskLineageView handle(FindLineage query) {
        List<Recorded> stream = log.readStream(TaskCommand.stream(query.task())).stream()
                .map(log::decode)
                .toList();
        TaskSummary task = summaries.of(stream);
        return task == null ? null : lineage(task, stream);
    }

    private static TaskLineageView lineage(TaskSummary task, List<Recorded> stream) {
        TaskSummary.Origin origin = task.origin();
        TaskState state = task.standing().state();
        return new TaskLineageView(
                origin.task().value(),
                origin.kind(),
                state,
                origin.workflow().value(),
                origin.agent().value(),
                origin.session().value(),
                origin.subject() == null ? null : origin.subject().value(),
                origin.at(),
                origin.position(),
                origin.policy().value(),
                prompt(stream),
                content(origin.request()),
                task.output() == null ? null : content(task.output()),
                state == TaskState.RELEASED || state == TaskState.APPROVED || state == TaskState.EDITED,
                calls(origin.kind(), stream),
                rubrics(stream),
                task.standing().gate(),
                task.standing().hold(),
                decisions(stream),
                BlastRadiusView.DOCUMENTS,
                BlastRadiusView.CACHE);
    }

    private static @Nullable Prompt prompt(List<Recorded> stream) {
        if (!(stream.getFirst().event() instanceof TaskOpened opened) || opened.prompt() == null) {
            return null;
        }
        NamedPrompt named = opened.prompt().named();
        return new Prompt(
                named == null ? null : named.name(),
                named == null ? null : named.version(),
                opened.prompt().instructions());
    }

    private static List<Call> calls(TaskKind kind, List<Recorded> stream) {
        long output = stream.stream()
                .filter(recorded -> recorded.event() instanceof InferenceCompleted)
                .mapToLong(Recorded::position)
                .max()
                .orElse(-1);
        List<Call> calls = new ArrayList<>();
        boolean again = false;
        for (Recorded recorded : stream) {
            if (recorded.event() instanceof InferenceCompleted e) {
                calls.add(call(
                        recorded,
                        again ? Kind.REVISION : Kind.ANSWER,
                        e.deployment(),
                        e.modelVersion(),
                        e.millis(),
                        e.answer(),
                        recorded.position() == output));
                again = true;
            } else if (recorded.event() instanceof JudgeAnswered e) {
                Kind judging = kind == TaskKind.COMPARISON ? Kind.COMPARISON : Kind.JUDGE;
                calls.add(call(recorded, judging, e.deployment(), e.modelVersion(), e.millis(), null, false));
            }
        }
        return calls;
    }

    private static Call call(
            Recorded recorded,
            Kind kind,
            String deployment,
            String version,
            long millis,
            @Nullable ContentRef answer,
            boolean output) {
        return new Call(
                recorded.position(),
                recorded.at(),
                kind.name(),
                deployment,
                version,
                millis,
                answer == null ? null : content(answer),
                output);
    }

    private static List<Rubric> rubrics(List<Recorded> stream) {
        List<Rubric> rubrics = new ArrayList<>();
        for (Recorded recorded : stream) {
            if (recorded.event() instanceof JudgeVerdictRecorded e) {
                rubrics.add(new Rubric(
                        recorded.position(),
                        e.rubric(),
                        e.rubricVersion(),
                        e.judgement() == null ? null : e.judgement().rubricDigest(),
                        e.judge(),
                        e.passed()));
            } else if (recorded.event() instanceof PairJudged e) {
                rubrics.add(new Rubric(
                        recorded.position(),
                        e.rubric(),
                        e.rubricVersion(),
                        e.rubricDigest(),
                        e.judge(),
                        e.failure() == null));
            }
        }
        return rubrics;
    }

    private static List<Decision> decisions(List<Recorded> stream) {
        List<Decision> decisions = new ArrayList<>();
        for (Recorded recorded : stream) {
            switch (recorded.event()) {
                case OutputApproved e -> decisions.add(decision(recorded, "APPROVED", e.reviewer(), null));
                case OutputEdited e -> decisions.add(decision(recorded, "EDITED", e.reviewer(), e.answer()));
                case OutputRejected e -> decisions.add(decision(recorded, "REJECTED", e.reviewer(), null));
                case OutputReviewed e -> decisions.add(decision(recorded, "REVIEWED", e.reviewer(), e.better()));
                default -> {}
            }
        }
        return decisions;
    }

    private static Decision decision(Recorded recorded, String decision, String reviewer, @Nullable ContentRef text) {
        return new Decision(
                recorded.position(), recorded.at(), decision, reviewer, text == null ? null : content(text));
    }

    private static Content content(ContentRef content) {
        return new Content(content.content().value(), content.commitment(), content.bytes());
    }
}
