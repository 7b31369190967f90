package dev.chancery.query.web.exports;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where rows are written, one after the other; none is kept. */
interface Sheet {

    /** The first row. */
    void header(List<String> names) throws IOException;

    /**
     * A row.
     *
     * @param cells of the kinds that {@link Values} gives
     */
    void row(List<@Nullable Object> cells) throws IOException;

    /** What a reader has to know, in a row of its own after the others: that they are not all. */
    void note(String text) throws IOException;

    /**
     * Ends it.
     *
     * @param about what else is known of the rows, for where it has a place
     */
    void end(List<Map.Entry<String, Object>> about) throws IOException;
}
