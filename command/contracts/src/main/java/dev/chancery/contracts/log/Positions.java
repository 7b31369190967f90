package dev.chancery.contracts.log;

import java.time.Instant;
import java.util.Set;

/**
 * How far readers of the record have come that do something outside of it, so that they go on from there after a crash. Kept beside
 * the record: a reader whose position is lost begins anew at the end.
 */
public interface Positions {

    /**
     * Where a reader goes on.
     *
     * @param first where one begins that is not known, which is kept
     */
    long of(String reader, long first);

    /** A reader has done with everything before a position. It never goes back. */
    void reached(String reader, long position);

    /**
     * Forgets the readers whose name begins in a way, but some, and but those that have gone on, or were asked for, lately.
     *
     * @param kind how their names begin
     * @param kept names of those that are not forgotten
     * @param before only those that did neither since then
     */
    void forget(String kind, Set<String> kept, Instant before);
}
