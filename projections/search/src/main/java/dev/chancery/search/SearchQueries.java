package dev.chancery.search;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.FoundEventsView;
import dev.chancery.query.contracts.FoundTasksView;
import dev.chancery.query.contracts.SearchQuery;
import dev.chancery.query.contracts.SearchQuery.FindSearch;
import dev.chancery.query.contracts.SearchQuery.RebuildSearch;
import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.query.contracts.SearchView;
import dev.chancery.search.Indexing.Found;
import dev.chancery.search.SearchIndex.TaskHit;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers searches. The index says where; what is there is read from the log. */
public final class SearchQueries {

    private final Indexing indexing;
    private final EventLog log;

    public SearchQueries(Indexing indexing, EventLog log) {
        this.indexing = indexing;
        this.log = log;
    }

    @QueryHandler
    public FoundTasksView handle(SearchTasks query) {
        Found<TaskHit> found = indexing.tasks(query, words(query.text()));
        return new FoundTasksView(
                found.hits().stream().map(TaskHit::task).toList(),
                found.position(),
                found.hits().size() < query.limit()
                        ? null
                        : (Long) found.hits().getLast().opened());
    }

    @QueryHandler
    public FoundEventsView handle(SearchEvents query) {
        Found<Long> found = indexing.events(query, words(query.text()));
        List<StoredEvent> events = found.hits().stream()
                .flatMap(position -> log.read(position, 1).stream())
                .toList();
        return new FoundEventsView(
                events,
                found.position(),
                found.hits().size() < query.limit() ? null : found.hits().getLast());
    }

    @QueryHandler
    public SearchView handle(FindSearch query) {
        return indexing.status();
    }

    @QueryHandler
    public @Nullable SearchView handle(RebuildSearch query) {
        return indexing.rebuild() ? indexing.status() : null;
    }

    private static NavigableSet<String> words(@Nullable String text) {
        if (text == null) {
            return new TreeSet<>();
        }
        NavigableSet<String> words = Words.of(text);
        if (words.isEmpty() || words.size() > SearchQuery.WORD_LIMIT) {
            throw new IllegalArgumentException(
                    "A search has 1 to " + SearchQuery.WORD_LIMIT + " words; identifiers are none");
        }
        return words;
    }
}
