package dev.chancery.search;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.event.ContentEvent.ContentExpired;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.search.SearchIndex.Batch;
import dev.chancery.search.SearchIndex.TaskHit;
import dev.chancery.search.SearchIndex.Token;
import dev.chancery.search.SearchIndex.Which;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one generation forward. A task is written as its whole stream says, so that writing it again does no harm. */
final class Filling {

    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);
    private static final String TASK = "task/";
    private static final String ERASURE = "erasure/";

    /** Most tasks open and end within a batch or two. */
    private static final int DRAFTS = 1_000;

    /** Tasks that forget in one step. */
    private static final int STEP = 200;

    /** Tasks that are written in one step, and their words. */
    private static final int TASKS = 1_000;

    private static final int WORDS = 100_000;

    /** A task with more words is read again when it goes on. */
    private static final int KEPT_WORDS = 1_000;

    /** When a content was stored is told by another clock than when its task was opened. To look at more tasks than needed is harmless. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    private final SearchIndex index;
    private final Which which;
    private final EventLog log;
    private final ContentStore contents;
    private final Function<String, List<TaskId>> erased;
    private final Runnable settled;
    private final Words words;

    private final Map<String, TaskDraft> drafts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TaskDraft> eldest) {
            return size() > DRAFTS;
        }
    };

    private List<EventDocument> events = new ArrayList<>();
    private Set<String> touched = new LinkedHashSet<>();
    private final long generation;
    private volatile long position;
    private String last;
    private long opened;

    /**
     * One that goes on where the generation stands.
     *
     * @param erased the tasks that had contents which an erasure destroyed, by its id
     * @param settled returns when the expiries that are recorded were carried out
     */
    Filling(
            SearchIndex index,
            Which which,
            Token token,
            EventLog log,
            ContentStore contents,
            Function<String, List<TaskId>> erased,
            Runnable settled,
            Words words) {
        this.index = index;
        this.which = which;
        this.generation = token.number();
        this.position = token.position();
        this.last = token.last();
        this.log = log;
        this.contents = contents;
        this.erased = erased;
        this.settled = settled;
        this.words = words;
    }

    /** Events before this are in. */
    long position() {
        return position;
    }

    /** How many tasks were opened in what was taken here. */
    long opened() {
        return opened;
    }

    /** Takes the next events. */
    void take(List<StoredEvent> batch) {
        events = new ArrayList<>();
        touched = new LinkedHashSet<>();
        long seen = opened;
        String before = last;
        try {
            for (StoredEvent stored : batch) {
                if (stored.position() >= position) {
                    take(stored, before);
                }
                before = stored.id();
            }
            flush(batch.getLast().position() + 1, batch.getLast().id());
        } catch (RuntimeException e) {
            // What is half taken is taken again, from the log.
            drafts.clear();
            opened = seen;
            throw e;
        }
    }

    /**
     * Takes an event.
     *
     * @param before id of the event before it
     */
    private void take(StoredEvent stored, String before) {
        Recorded recorded = decode(stored);
        Event event = recorded == null ? null : recorded.event();
        // Such an event is in the index only when what follows from it is done, or nobody would do it after a failure.
        if (event instanceof ErasureCompleted) {
            flush(stored.position(), before);
            forget(erased.apply(stored.stream().substring(ERASURE.length())), stored.position());
            purge();
        } else if (event instanceof ContentExpired expired) {
            flush(stored.position(), before);
            expire(expired, stored.position());
            purge();
        }
        TaskDraft draft = stored.stream().startsWith(TASK) ? draft(stored) : null;
        if (draft != null && recorded != null) {
            take(draft, stored, recorded);
        }
        events.add(EventDocument.of(stored, draft == null ? null : draft.owner(), recorded == null));
        if (event instanceof TaskOpened) {
            opened++;
        }
    }

    private @Nullable Recorded decode(StoredEvent stored) {
        try {
            return log.decode(stored);
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("position", stored.position()).setCause(e).log("An event cannot be read");
            return null;
        }
    }

    private void take(TaskDraft draft, StoredEvent stored, Recorded recorded) {
        try {
            draft.take(stored, recorded);
            touched.add(stored.stream());
        } catch (IllegalStateException e) {
            LOG.atWarn()
                    .addKeyValue("position", stored.position())
                    .setCause(e)
                    .log("A task cannot be folded, and is not found by its contents");
        }
    }

    private TaskDraft draft(StoredEvent next) {
        TaskDraft known = drafts.get(next.stream());
        if (known != null) {
            return known;
        }
        TaskDraft draft = next.sequence() == 0 ? new TaskDraft() : read(next.stream(), next.position());
        drafts.put(next.stream(), draft);
        return draft;
    }

    /** A task as it was before a position. */
    private TaskDraft read(String stream, long before) {
        TaskDraft draft = new TaskDraft();
        for (StoredEvent stored : log.readStream(stream)) {
            Recorded recorded = stored.position() < before ? decode(stored) : null;
            if (recorded != null) {
                try {
                    draft.take(stored, recorded);
                } catch (IllegalStateException e) {
                    LOG.atDebug().setCause(e).log("A task cannot be folded");
                }
            }
        }
        return draft;
    }

    private void flush(long end, String id) {
        if (end <= position) {
            return;
        }
        Tasks tasks = new Tasks(position);
        for (String stream : touched) {
            TaskDraft draft = drafts.get(stream);
            TaskDocument document = (draft == null ? read(stream, end) : draft).document(contents, words, 0);
            if (document != null) {
                tasks.add(document);
                if (document.words().size() > KEPT_WORDS) {
                    drafts.remove(stream);
                }
            }
        }
        index.write(which, new Batch(generation, end, id, events, tasks.rest));
        events = new ArrayList<>();
        touched = new LinkedHashSet<>();
        position = end;
        last = id;
    }

    /** Tasks that are written a part at a time, for contents may be long. */
    private final class Tasks {
        private final long at;
        private List<TaskDocument> rest = new ArrayList<>();
        private int held;

        Tasks(long at) {
            this.at = at;
        }

        void add(TaskDocument document) {
            rest.add(document);
            held += document.words().size();
            if (rest.size() == TASKS || held > WORDS) {
                write();
            }
        }

        void write() {
            index.write(which, new Batch(generation, at, last, List.of(), rest));
            rest = new ArrayList<>();
            held = 0;
        }
    }

    private void expire(ContentExpired expired, long at) {
        // It is recorded first, and carried out then.
        settled.run();
        long after = -1;
        List<TaskHit> hits;
        do {
            hits = index.withWords(
                    which, expired.workflow().value(), expired.before().plus(CLOCKS), after, STEP);
            forget(hits.stream().map(hit -> new TaskId(hit.task())).toList(), at);
            after = hits.isEmpty() ? after : hits.getLast().opened();
        } while (hits.size() == STEP);
    }

    /** Of the next generation, which gets words of contents that are left only, once is enough. */
    private void purge() {
        if (which == Which.LIVE) {
            index.purge(which);
        }
    }

    /** Writes tasks again, with the words of what is left. */
    private void forget(Collection<TaskId> forgetting, long at) {
        Tasks tasks = new Tasks(at);
        for (TaskId task : forgetting) {
            drafts.remove(TASK + task.value());
            TaskDocument document = read(TASK + task.value(), at).document(contents, words, at);
            if (document != null) {
                tasks.add(document);
            }
        }
        tasks.write();
    }
}
