package dev.chancery.verifier.pack;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.LeafHash;

/** One position of the log, as a line of {@code events.jsonl}. */
public sealed interface Line {

    long position();

    /** Hash of the leaf at this position. */
    byte[] leafHash();

    /** An event as it is stored. */
    record Disclosed(StoredEvent event) implements Line {
        @Override
        public long position() {
            return event.position();
        }

        @Override
        public byte[] leafHash() {
            return LeafHash.of(event);
        }
    }

    /** An event outside the scope. */
    record Withheld(long position, byte[] leafHash) implements Line {}
}
