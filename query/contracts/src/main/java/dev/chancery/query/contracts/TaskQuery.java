package dev.chancery.query.contracts;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Questions about tasks. */
public sealed interface TaskQuery<V> extends Query<V> {

    /**
     * The newest tasks first. Every filter that is null lets everything through.
     *
     * @param model the deployment that served the task
     * @param label what the request was classified as
     * @param from opened at this instant or later
     * @param to opened before this instant
     * @param before only tasks opened before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindTasks(
            @Nullable WorkflowId workflow,
            @Nullable AgentId agent,
            @Nullable TaskState state,
            @Nullable String model,
            @Nullable TaskKind kind,
            @Nullable SessionId session,
            @Nullable String label,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long before,
            int limit)
            implements TaskQuery<TaskPageView> {
        public FindTasks {
            checkLimit(limit);
        }

        /** Of every kind, session, label and time. */
        public FindTasks(
                @Nullable WorkflowId workflow,
                @Nullable AgentId agent,
                @Nullable TaskState state,
                @Nullable String model,
                @Nullable Long before,
                int limit) {
            this(workflow, agent, state, model, null, null, null, null, null, before, limit);
        }

        @Override
        public Class<TaskPageView> view() {
            return TaskPageView.class;
        }
    }

    /** One task as it stands in the log now. */
    record FindTask(TaskId task) implements TaskQuery<TaskSummaryView> {
        @Override
        public Class<TaskSummaryView> view() {
            return TaskSummaryView.class;
        }
    }

    /** The stream of a task as it is kept. */
    record FindTaskEvents(TaskId task) implements TaskQuery<TaskEventsView> {
        @Override
        public Class<TaskEventsView> view() {
            return TaskEventsView.class;
        }
    }

    /**
     * Held outputs, and delivered ones that a person is to look at afterwards, the longest waiting first.
     *
     * @param waiting only what waits for this decision, null for all of it
     * @param after only tasks opened after this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindReviews(
            @Nullable WorkflowId workflow,
            @Nullable Waiting waiting,
            @Nullable Long after,
            int limit) implements TaskQuery<ReviewPageView> {
        public FindReviews {
            checkLimit(limit);
        }

        /** Whatever waits. */
        public FindReviews(@Nullable WorkflowId workflow, @Nullable Long after, int limit) {
            this(workflow, null, after, limit);
        }

        /** What a person is to decide about. */
        public enum Waiting {
            /** An output that is held. */
            OUTPUT,
            /** A call of a tool that was not made yet. */
            TOOL_CALL,
            /** The result of a tool, which the agent has not got yet. */
            TOOL_RESULT,
            /** An output that was delivered and sampled. */
            DELIVERED
        }

        @Override
        public Class<ReviewPageView> view() {
            return ReviewPageView.class;
        }
    }

    /**
     * Outputs of a workflow that people have labelled, in the order in which they did.
     *
     * @param from first day (UTC) of the labels, null for the first of all
     * @param to last day, null likewise
     * @param after only labels after this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindExamples(
            WorkflowId workflow,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable Long after,
            int limit) implements TaskQuery<ExamplesView> {
        public FindExamples {
            checkLimit(limit);
        }

        @Override
        public Class<ExamplesView> view() {
            return ExamplesView.class;
        }
    }

    /**
     * Take the decisions of a task again from the recorded facts.
     *
     * @param policy under which to decide, null for the recorded one
     */
    record ReplayTask(TaskId task, @Nullable PolicyVersion policy) implements TaskQuery<ReplayView> {
        @Override
        public Class<ReplayView> view() {
            return ReplayView.class;
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > PAGE_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + PAGE_LIMIT + " items");
        }
    }
}
