package dev.chancery.query.contracts;

import dev.chancery.contracts.log.StoredEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of events that were found, as the log keeps them.
 *
 * @param position events before this position of the log were searched
 * @param next what {@code before} of the next page is, null at the end
 */
public record FoundEventsView(
        List<StoredEvent> events, long position, @Nullable Long next) {
    public FoundEventsView {
        events = List.copyOf(events);
    }
}
