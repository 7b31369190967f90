package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.eventstore.content.SealedContent;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Frontier;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch with its place in the log.
 *
 * @param appends what it consists of, in order; at least one
 * @param events with their positions
 * @param recorded the same, as readers take them
 * @param leafHashes theirs
 * @param contents of all appends
 * @param after the frontier of the tree that has them
 */
record Placement(
        List<Append> appends,
        List<StoredEvent> events,
        List<Recorded> recorded,
        List<byte[]> leafHashes,
        List<SealedContent> contents,
        Frontier after) {

    static Placement of(List<Append> appends, Frontier before) {
        Frontier after = before.copy();
        List<StoredEvent> events = new ArrayList<>();
        List<Recorded> recorded = new ArrayList<>();
        List<byte[]> leafHashes = new ArrayList<>();
        List<SealedContent> contents = new ArrayList<>();
        for (Append append : appends) {
            for (NewEvent event : append.events()) {
                StoredEvent placed = event.placedAt(after.size());
                byte[] leafHash = LeafHash.of(placed);
                events.add(placed);
                recorded.add(event.recordedAt(placed.position()));
                leafHashes.add(leafHash);
                after.append(leafHash);
            }
            contents.addAll(append.contents());
        }
        return new Placement(appends, events, recorded, leafHashes, contents, after);
    }

    /** Tells every caller where his last event lies. */
    void committed() {
        long position = events.getFirst().position() - 1;
        for (Append append : appends) {
            position += append.events().size();
            append.committed(position);
        }
    }
}
