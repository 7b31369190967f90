package dev.chancery.query.contracts;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Questions to the search index. Every filter that is null lets everything through. */
public sealed interface SearchQuery<V> extends Query<V> {

    /** Longest text of a search, in characters. */
    int TEXT_LIMIT = 500;

    /** Most words of a search. */
    int WORD_LIMIT = 32;

    /**
     * Tasks whose contents hold all the words, the newest first. What was erased is not found.
     *
     * @param text words, in any order and case; null for none
     * @param model the deployment that served the task
     * @param from opened at this instant or later
     * @param to opened before this instant
     * @param before only tasks opened before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record SearchTasks(
            @Nullable String text,
            @Nullable WorkflowId workflow,
            @Nullable AgentId agent,
            @Nullable TaskState state,
            @Nullable String model,
            @Nullable SubjectId subject,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long before,
            int limit)
            implements SearchQuery<FoundTasksView> {
        public SearchTasks {
            check(text, limit);
        }

        @Override
        public Class<FoundTasksView> view() {
            return FoundTasksView.class;
        }
    }

    /**
     * Events whose facts hold all the words, the newest first. Contents are not in events.
     *
     * @param text words, in any order and case; null for none
     * @param event stored name, {@code task.refused}
     * @param family what the stream is of, {@code ai-system}
     * @param from recorded at this instant or later
     * @param to recorded before this instant
     * @param before only events before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record SearchEvents(
            @Nullable String text,
            @Nullable String event,
            @Nullable String family,
            @Nullable WorkflowId workflow,
            @Nullable AgentId agent,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long before,
            int limit)
            implements SearchQuery<FoundEventsView> {
        public SearchEvents {
            check(text, limit);
        }

        @Override
        public Class<FoundEventsView> view() {
            return FoundEventsView.class;
        }
    }

    /** How the index stands. */
    record FindSearch() implements SearchQuery<SearchView> {
        @Override
        public Class<SearchView> view() {
            return SearchView.class;
        }
    }

    /** Build the index again beside the one that answers; the answer says whether that was begun. */
    record RebuildSearch() implements SearchQuery<SearchView> {
        @Override
        public Class<SearchView> view() {
            return SearchView.class;
        }
    }

    private static void check(@Nullable String text, int limit) {
        if (limit < 1 || limit > PAGE_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + PAGE_LIMIT + " items");
        }
        if (text != null && text.length() > TEXT_LIMIT) {
            throw new IllegalArgumentException("A search has at most " + TEXT_LIMIT + " characters");
        }
    }
}
