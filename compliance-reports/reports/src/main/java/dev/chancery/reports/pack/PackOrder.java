package dev.chancery.reports.pack;

import dev.chancery.folds.figure.FigureQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pack to be written.
 *
 * @param checkpoint the signed tree head to prove against
 * @param previous an older one of the same log that is wanted in the pack; null for none
 * @param disclosure to whom the contents are shown that events refer to; null when they are not
 * @param figures of which periods figures are told, of the events that are disclosed; none to tell none. None are of events behind the range
 */
public record PackOrder(
        PackRange range,
        String checkpoint,
        @Nullable String previous,
        @Nullable Disclosure disclosure,
        List<FigureQuery> figures) {

    public PackOrder {
        figures = List.copyOf(figures);
        if (figures.stream().anyMatch(query -> query.end() > range.to() || query.end() < range.from())) {
            throw new IllegalArgumentException("Figures are of events that are in the pack");
        }
    }

    /** Without figures. */
    public PackOrder(PackRange range, String checkpoint, @Nullable String previous, @Nullable Disclosure disclosure) {
        this(range, checkpoint, previous, disclosure, List.of());
    }

    /**
     * Who sees contents, and why; both are recorded of each content.
     *
     * @param to name of who asks
     */
    public record Disclosure(String to, String purpose) {}

    /** The events of a range and nothing else. */
    public static PackOrder of(PackRange range, String checkpoint) {
        return new PackOrder(range, checkpoint, null, null);
    }
}
