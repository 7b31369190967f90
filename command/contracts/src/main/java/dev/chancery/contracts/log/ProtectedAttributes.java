package dev.chancery.contracts.log;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes with protected attributes of persons, kept apart from the record and sealed, each data set with a key of its own. Who
 * reads has recorded before that he will.
 */
public interface ProtectedAttributes {

    /**
     * A row of a data set.
     *
     * @param row its number, from 1
     * @param task that it belongs to; null for none
     * @param values by column
     */
    record Row(long row, @Nullable String task, SortedMap<String, String> values) {}

    /**
     * A data set that is kept, or was until now.
     *
     * @param tooOld whether its time is over
     */
    record Kept(String dataset, String use, boolean tooOld) {}

    /**
     * Keeps a data set, whole or not at all.
     *
     * @param until from when on it is not read any more
     */
    void store(String dataset, String use, Instant until, List<Row> rows);

    /**
     * The rows of a data set in their order.
     *
     * @return none when it was deleted, when it is too old, and when it was never kept
     */
    List<Row> read(String dataset, Instant now);

    /** Deletes a data set and destroys its key. Says how many rows it had, however often it is called before it is forgotten. */
    long delete(String dataset);

    /** That a data set was deleted is on the record. */
    void forget(String dataset);

    /** The data sets whose time is over, and those that were deleted and not forgotten. */
    List<Kept> due(Instant now);

    /** The data sets of a use. */
    List<Kept> of(String use);
}
