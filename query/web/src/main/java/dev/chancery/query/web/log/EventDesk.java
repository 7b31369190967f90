package dev.chancery.query.web.log;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.web.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where events are looked up as they are recorded. */
@Component
public final class EventDesk {

    private final EventLog log;
    private final Ledger ledger;

    public EventDesk(EventLog log, Ledger ledger) {
        this.log = log;
        this.ledger = ledger;
    }

    /**
     * An event as it is recorded.
     *
     * @param name stored name
     * @param payload JSON
     * @param metadata JSON
     */
    public record EventView(
            long position,
            String id,
            String stream,
            long sequence,
            String name,
            int revision,
            Instant at,
            @JsonRawValue String payload,
            @JsonRawValue String metadata) {

        static EventView of(StoredEvent event) {
            return new EventView(
                    event.position(),
                    event.id(),
                    event.stream(),
                    event.sequence(),
                    event.name(),
                    event.revision(),
                    event.at(),
                    new String(event.payload(), StandardCharsets.UTF_8),
                    new String(event.metadata(), StandardCharsets.UTF_8));
        }
    }

    /**
     * A run of events.
     *
     * @param size of the log
     * @param next where to go on; null at the end
     */
    public record EventsView(
            List<EventView> events, long size, @Nullable Long next) {}

    /**
     * Events in their order.
     *
     * @param from first position, or of a stream first number
     * @param stream only those of one; null for all
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    public EventsView events(long from, int limit, @Nullable String stream) {
        if (from < 0 || limit < 1 || limit > Query.PAGE_LIMIT) {
            throw Problem.invalid("'from' is a position from 0, and 'limit' is 1 to " + Query.PAGE_LIMIT + ".");
        }
        List<StoredEvent> found = stream == null || stream.isBlank()
                ? log.read(from, limit)
                : log.readStream(stream.strip()).stream()
                        .filter(event -> event.sequence() >= from)
                        .limit(limit)
                        .toList();
        long last = found.isEmpty()
                ? -1
                : stream == null || stream.isBlank()
                        ? found.getLast().position()
                        : found.getLast().sequence();
        return new EventsView(
                found.stream().map(EventView::of).toList(), log.size(), found.size() < limit ? null : last + 1);
    }

    /** One, or {@link Problem#notFound}. */
    public EventView event(long position) {
        return (position < 0 ? List.<StoredEvent>of() : log.read(position, 1))
                .stream()
                        .filter(event -> event.position() == position)
                        .findFirst()
                        .map(EventView::of)
                        .orElseThrow(() -> Problem.notFound("event at position", String.valueOf(position)));
    }

    /** Its leaf in the log's tree, lower-case hex; null while the newest checkpoint does not sign it. */
    public @Nullable String leaf(long position) {
        return position < signed()
                ? HexFormat.of().formatHex(ledger.leafHashes(position, position + 1).getFirst())
                : null;
    }

    /** Events under the newest checkpoint. */
    public long signed() {
        return Long.parseLong(ledger.checkpoint().split("\n", 3)[1]);
    }
}
