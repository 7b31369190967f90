package dev.chancery.eventstore.log;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.time.Instant;

/**
 * An event that has no position yet; the fields are those of {@link StoredEvent}.
 *
 * @param event what the payload says
 */
record NewEvent(
        String id,
        String stream,
        long sequence,
        String name,
        int revision,
        Instant at,
        byte[] payload,
        byte[] metadata,
        Event event) {

    StoredEvent placedAt(long position) {
        return new StoredEvent(position, id, stream, sequence, name, revision, at, payload, metadata);
    }

    /** What a reader of the log would read at this position. */
    Recorded recordedAt(long position) {
        return new Recorded(position, id, stream, sequence, at, event);
    }
}
