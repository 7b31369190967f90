package dev.chancery.query.web.exports;

import java.util.List;

/**
 * An answer that says itself what it is as a table.
 *
 * @param <R> a row
 */
public interface Tabled<R extends Record> {

    /** The rows. */
    List<R> table();
}
