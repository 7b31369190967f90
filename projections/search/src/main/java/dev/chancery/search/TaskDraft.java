package dev.chancery.search;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.ContentUnreadable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A task on its way into the index: its stream so far, and the words of its contents as they were found when they came. */
final class TaskDraft {

    private static final TaskSummaries FOLD = new TaskSummaries();

    /** Words of each content; null until they are looked up. */
    private final NavigableMap<String, @Nullable Set<String>> contents = new TreeMap<>();

    private @Nullable TaskSummary summary;
    private @Nullable Long dwellMillis;
    private long position;

    /** Takes the next event of the stream. */
    void take(StoredEvent stored, Recorded recorded) {
        for (TaskId task : FOLD.keys(recorded)) {
            summary = FOLD.apply(task, summary, recorded);
        }
        if (recorded.event() instanceof ReviewTimed timed) {
            dwellMillis = timed.dwellMillis();
        }
        position = recorded.position();
        references(EventDocument.json(stored.payload()));
    }

    private void references(JsonNode node) {
        if (node.isObject()
                && node.path("content").isString()
                && node.path("commitment").isString()) {
            contents.putIfAbsent(node.path("content").stringValue(), null);
        } else if (node.isContainer()) {
            node.forEach(this::references);
        }
    }

    EventDocument.@Nullable Owner owner() {
        TaskSummary task = summary;
        return task == null
                ? null
                : new EventDocument.Owner(
                        task.origin().workflow().value(), task.origin().agent().value());
    }

    /**
     * What is written to the index.
     *
     * @param at the position that asks for it, at or after the last event of the task
     */
    @Nullable
    TaskDocument document(ContentStore store, Words words, long at) {
        TaskSummary task = summary;
        if (task == null) {
            return null;
        }
        Set<String> all = new TreeSet<>();
        contents.replaceAll((id, known) -> known == null ? look(store, words, id) : known);
        contents.values().forEach(some -> all.addAll(some == null ? Collections.emptySet() : some));
        return TaskDocument.of(task, dwellMillis, Math.max(at, position), all);
    }

    private static Set<String> look(ContentStore store, Words words, String id) {
        try {
            return store.find(new ContentId(id))
                    .map(Content::text)
                    .map(text -> (Set<String>) words.keyed(Words.of(text)))
                    .orElse(Collections.emptySet());
        } catch (ContentUnreadable e) {
            // It was changed from outside, which the audit of the contents says; there is no word to be had of it.
            return Collections.emptySet();
        }
    }
}
