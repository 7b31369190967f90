package dev.chancery.query.web;

import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.query.contracts.ExportView.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Packs and reports where they are made and kept. */
public interface Exporting {

    /** Of one that this process makes, or is to make; empty for all others. */
    Optional<Progress> progress(String export);

    /** What was found in one that this process has made, or why it could not; empty for all others. */
    List<String> findings(String export);

    /** Whether its file lies there. */
    boolean isThere(String export);

    /**
     * Gives a file out, after the record has it.
     *
     * @throws IllegalStateException when the record does not say that there is one
     * @throws java.util.NoSuchElementException when there is none
     */
    Path give(String export, String reader);

    /** Ends one that waits or is being made, on whatever node, after the record has it. */
    void cancel(String export, String actor);

    /** Deletes a file, after the record has it. */
    void delete(String export, String actor);

    /**
     * Has a finished one brought to a destination, soon.
     *
     * @throws IllegalStateException when it is on its way elsewhere, or has no file
     */
    void deliver(String export, String destination);

    /** The names of those that are configured. */
    SortedSet<String> destinations();

    /** So long files are kept that have no schedule which says otherwise; null until somebody deletes them. */
    @Nullable
    Integer keepDays();

    /**
     * Looks whether a plan can be carried out.
     *
     * @throws IllegalArgumentException with a sentence when it cannot
     */
    void check(SchedulePlan plan, String actor);

    /** When a plan is due next; empty when it never is. */
    Optional<Instant> next(SchedulePlan plan, Instant after);
}
