package dev.chancery.eventstore.backup;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.LeafHash;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;

/** Rows of the table {@code event}, each checked to be the leaf that it says it is. */
final class EventRows {

    private EventRows() {}

    /**
     * The event of the current row.
     *
     * @param expected its position
     * @throws Damaged when it lies elsewhere
     */
    static StoredEvent event(CopyRows row, long expected) throws IOException {
        long position = row.int64("position");
        if (position != expected) {
            throw new Damaged("the event at position " + expected + " is missing; the next is " + position);
        }
        long micros = row.int64("at");
        return new StoredEvent(
                position,
                row.uuid("id"),
                row.text("stream"),
                row.int64("sequence"),
                row.text("name"),
                row.int32("revision"),
                Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L),
                row.bytes("payload"),
                row.bytes("metadata"));
    }

    /**
     * The leaf hash of an event, recomputed.
     *
     * @throws Damaged when it is not the one that was stored with it
     */
    static byte[] leaf(CopyRows row, StoredEvent event) throws IOException {
        byte[] leaf = LeafHash.of(event);
        if (!Arrays.equals(leaf, row.bytes("leaf_hash"))) {
            throw new Damaged("the event at position " + event.position() + " was changed");
        }
        return leaf;
    }
}
