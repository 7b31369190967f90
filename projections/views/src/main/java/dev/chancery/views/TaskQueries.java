package dev.chancery.views;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.query.contracts.ExamplesView;
import dev.chancery.query.contracts.ExamplesView.ExampleView;
import dev.chancery.query.contracts.ReviewPageView;
import dev.chancery.query.contracts.TaskEventsView;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery.FindExamples;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import dev.chancery.query.contracts.TaskQuery.FindTask;
import dev.chancery.query.contracts.TaskQuery.FindTaskEvents;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskSummaryView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about tasks: lists from the views, a single task from its stream, which is never behind. */
public final class TaskQueries {

    private final Views views;
    private final EventLog log;
    private final TaskSummaries summaries = new TaskSummaries();

    public TaskQueries(Views views, EventLog log) {
        this.views = views;
        this.log = log;
    }

    @QueryHandler
    public TaskPageView handle(FindTasks query) {
        Where where = new Where();
        where.and(
                "workflow = ?",
                query.workflow() == null ? null : query.workflow().value());
        where.and("agent = ?", query.agent() == null ? null : query.agent().value());
        where.and("model = ?", query.model());
        where.and(
                "session = ?", query.session() == null ? null : query.session().value());
        where.and("label = ?", query.label());
        where.and("opened_at >= ?", timestamp(query.from()));
        where.and("opened_at < ?", timestamp(query.to()));
        where.and("opened < ?", query.before());
        where.state(query.state());
        where.kind(query.kind());
        List<TaskSummaryView> tasks = find(where, "DESC", query.limit());
        return new TaskPageView(
                tasks, tasks.size() < query.limit() ? null : tasks.getLast().opened());
    }

    @QueryHandler
    public ReviewPageView handle(FindReviews query) {
        List<TaskSummaryView> tasks = Stream.concat(held(query).stream(), sampled(query).stream())
                .sorted(Comparator.comparingLong(TaskSummaryView::opened))
                .limit(query.limit())
                .toList();
        return new ReviewPageView(
                tasks, tasks.size() < query.limit() ? null : tasks.getLast().opened());
    }

    private List<TaskSummaryView> held(FindReviews query) {
        Waiting waiting = query.waiting();
        if (waiting == Waiting.DELIVERED) {
            return List.of();
        }
        Where where = new Where();
        where.and(
                "workflow = ?",
                query.workflow() == null ? null : query.workflow().value());
        where.and("opened > ?", query.after());
        where.state(TaskState.HELD);
        if (waiting == Waiting.OUTPUT) {
            where.kind(TaskKind.INFERENCE);
        } else if (waiting != null) {
            where.and(
                    "hold = ?", (waiting == Waiting.TOOL_CALL ? HoldReason.TOOL_CALL : HoldReason.TOOL_RESULT).name());
        }
        return find(where, "ASC", query.limit());
    }

    /** Delivered outputs that wait to be looked at. */
    private List<TaskSummaryView> sampled(FindReviews query) {
        if (query.waiting() != null && query.waiting() != Waiting.DELIVERED) {
            return List.of();
        }
        return views.read(Generation.SAMPLED_OUTPUTS, connection -> {
            List<TaskSummaryView> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT t.body FROM views.sampled_output s"
                    + " JOIN views.task t USING (task) WHERE s.opened > ?"
                    + (query.workflow() == null ? "" : " AND s.workflow = ?") + " ORDER BY s.opened LIMIT "
                    + query.limit())) {
                select.setLong(1, query.after() == null ? -1 : query.after());
                if (query.workflow() != null) {
                    select.setString(2, query.workflow().value());
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(view(TaskTable.read(rows.getString(1))));
                    }
                }
            }
            return found;
        });
    }

    /** Which they are is told by the views, which may be behind; what each is, by its stream. */
    @QueryHandler
    public ExamplesView handle(FindExamples query) {
        Where where = new Where();
        where.and("workflow = ?", query.workflow().value());
        where.and("position > ?", query.after() == null ? Long.valueOf(-1) : query.after());
        where.and("day >= ?", query.from());
        where.and("day <= ?", query.to());
        SortedMap<Long, TaskId> labelled = new TreeMap<>();
        views.read(Generation.LABELLED_TASKS, connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT position, task FROM views.labelled_task"
                    + " WHERE " + where.sql + " ORDER BY position LIMIT " + query.limit())) {
                where.set(select);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        labelled.put(rows.getLong(1), new TaskId(rows.getString(2)));
                    }
                }
            }
            return labelled;
        });
        List<ExampleView> examples = new ArrayList<>();
        for (TaskId task : labelled.values()) {
            ExampleView example = Examples.of(
                    log.readStream(stream(task)).stream().map(log::decode).toList());
            if (example != null) {
                examples.add(example);
            }
        }
        return new ExamplesView(examples, labelled.size() < query.limit() ? null : labelled.lastKey());
    }

    @QueryHandler
    public @Nullable TaskSummaryView handle(FindTask query) {
        TaskSummary task = summaries.of(
                log.readStream(stream(query.task())).stream().map(log::decode).toList());
        return task == null ? null : view(task);
    }

    @QueryHandler
    public TaskEventsView handle(FindTaskEvents query) {
        return new TaskEventsView(log.readStream(stream(query.task())));
    }

    private static String stream(TaskId task) {
        return TaskCommand.stream(task);
    }

    private List<TaskSummaryView> find(Where where, String order, int limit) {
        return views.read(Generation.TASKS, connection -> {
            List<TaskSummaryView> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT body FROM views.task WHERE " + where.sql
                    + " ORDER BY opened " + order + " LIMIT " + limit)) {
                where.set(select);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(view(TaskTable.read(rows.getString(1))));
                    }
                }
            }
            return found;
        });
    }

    /** Conditions of which those without a value hold for every task. */
    private static final class Where {
        private final StringBuilder sql = new StringBuilder("true");
        private final List<Object> values = new ArrayList<>();

        void and(String condition, @Nullable Object value) {
            if (value != null) {
                sql.append(" AND ").append(condition);
                values.add(value);
            }
        }

        void set(PreparedStatement select) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
        }

        /** Written out, for the partial index on those kinds that are rare. */
        void kind(@Nullable TaskKind kind) {
            if (kind != null) {
                sql.append(" AND kind = '").append(kind.name()).append('\'');
            }
        }

        /** Written out, since the planner sees that the partial index serves only when it knows the state. */
        void state(@Nullable TaskState state) {
            if (state != null) {
                sql.append(" AND state = '").append(state.name()).append('\'');
            }
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    static TaskSummaryView view(TaskSummary task) {
        TaskSummary.Origin origin = task.origin();
        TaskSummary.Asked asked = task.asked();
        TaskSummary.Spending spending = task.spending();
        TaskSummary.Served served = task.served();
        TaskSummary.Standing standing = task.standing();
        return new TaskSummaryView(
                origin.task().value(),
                origin.kind(),
                standing.state(),
                origin.agent().value(),
                origin.workflow().value(),
                origin.session().value(),
                origin.subject() == null ? null : origin.subject().value(),
                origin.policy().value(),
                asked.model(),
                asked.tool(),
                asked.label(),
                asked.sensitivity(),
                asked.found(),
                served == null ? null : served.deployment(),
                served == null ? null : served.tier(),
                served == null ? null : served.modelVersion(),
                served == null ? 0 : served.usage().inputTokens(),
                served == null ? 0 : served.usage().outputTokens(),
                spending.reserved(),
                spending.settled(),
                spending.failedAttempts(),
                served == null ? null : served.millis(),
                millis(origin.at(), standing.deliveredAt()),
                standing.gate(),
                standing.hold(),
                standing.refusal(),
                standing.reason(),
                standing.reviewer(),
                origin.at(),
                standing.closedAt(),
                origin.request().content().value(),
                task.output() == null ? null : task.output().content().value(),
                origin.position(),
                task.position());
    }

    private static @Nullable Long millis(Instant from, @Nullable Instant to) {
        return to == null ? null : Duration.between(from, to).toMillis();
    }
}
