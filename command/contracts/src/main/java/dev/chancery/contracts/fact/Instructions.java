package dev.chancery.contracts.fact;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instructions for use, Art. 13: by the points of its paragraph 3, or where they are.
 *
 * @param fields by point, {@code a} to {@code f}, of (b) {@code b.i} to {@code b.vii}
 * @param reference of the document, null when the fields say all
 * @param sha256 lower-case hex of the document; null without one
 * @param on day of the document
 */
public record Instructions(
        List<NumberedText> fields,
        @Nullable String reference,
        @Nullable String sha256,
        LocalDate on) {
    public Instructions {
        fields = List.copyOf(fields);
    }
}
