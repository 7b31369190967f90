package dev.chancery.search;

import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where documents are kept and found. There are at most two generations: the one that answers, and the next one while it is built. What is
 * written twice counts once.
 */
interface SearchIndex extends AutoCloseable {

    /** Which of the two. */
    enum Which {
        LIVE,
        NEXT
    }

    /**
     * How far a generation is.
     *
     * @param number of the generation, from 1
     * @param position events before it are in
     * @param last id of the last of them, by which the log is known again; empty when there is none
     * @param edition of the documents; another edition cannot be gone on with
     */
    record Token(long number, long position, String last, String edition) {}

    /**
     * What one step writes.
     *
     * @param generation that it is for; when another is in its place nothing is written
     * @param position events before it are in, once this is written
     * @param last id of the last of them, as in a token
     */
    record Batch(
            long generation,
            long position,
            String last,
            Collection<EventDocument> events,
            Collection<TaskDocument> tasks) {}

    /** How many documents a generation has. */
    record Counts(long events, long tasks) {}

    /** A task that was found, and the position of its first event. */
    record TaskHit(String task, long opened) {}

    /** {@code postgresql} or {@code elasticsearch}. */
    String name();

    /** How far a generation is; null when there is none. */
    @Nullable
    Token token(Which which);

    /** Makes an empty next generation, in the place of one that was begun. */
    Token begin(String edition);

    /** Removes what a process that died left beside the generation that answers; nothing is taken from it any more when it is erased. */
    void tidy();

    /** Writes documents and how far they bring the generation. */
    void write(Which which, Batch batch);

    /** The next generation answers from here on, and the one before is gone. */
    void switchOver();

    Counts count(Which which);

    /** Positions of events, the newest first. */
    List<Long> events(SearchEvents search, Set<String> words);

    /**
     * Tasks, the newest first.
     *
     * @param words keyed
     */
    List<TaskHit> tasks(SearchTasks search, Set<String> words);

    /** Tasks of a workflow that were opened before an instant and still have words, after a position, in order. */
    List<TaskHit> withWords(Which which, String workflow, Instant before, long after, int limit);

    /** Words were taken away, and what the store keeps of them besides is to go too. */
    void purge(Which which);

    @Override
    void close();
}
