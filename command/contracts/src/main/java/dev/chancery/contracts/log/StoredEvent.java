package dev.chancery.contracts.log;

import java.time.Instant;

/**
 * An event exactly as it is kept; its canonical bytes are a leaf of the log's Merkle tree.
 *
 * @param position from 0 without a gap, in commit order
 * @param id UUID in its text form
 * @param stream aggregate, {@code task/…}
 * @param sequence from 0 without a gap within the stream
 * @param name stored name, {@code task.routing-decided}
 * @param revision of the name's shape, from 1
 * @param at when it was recorded, to the microsecond
 * @param payload JSON in UTF-8
 * @param metadata JSON in UTF-8
 */
public record StoredEvent(
        long position,
        String id,
        String stream,
        long sequence,
        String name,
        int revision,
        Instant at,
        byte[] payload,
        byte[] metadata) {}
