package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.StoredEvent;
import java.time.Instant;

/** An event that has no position yet; the fields are those of {@link StoredEvent}. */
record NewEvent(
        String id,
        String stream,
        long sequence,
        String name,
        int revision,
        Instant at,
        byte[] payload,
        byte[] metadata) {

    StoredEvent placedAt(long position) {
        return new StoredEvent(position, id, stream, sequence, name, revision, at, payload, metadata);
    }
}
