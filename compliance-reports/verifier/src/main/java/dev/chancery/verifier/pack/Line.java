package dev.chancery.verifier.pack;

import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.LeafHash;
import java.util.List;

/** One position of the log, as a line of {@code events.jsonl}. */
public sealed interface Line {

    long position();

    /** Hash of the leaf at this position. */
    byte[] leafHash();

    /**
     * An event as it is stored.
     *
     * @param contents texts that it refers to and that are disclosed with it, in the order in which it refers to them
     * @param erased ids of texts that it refers to and that were wanted, but are no longer there; in the same order
     */
    record Disclosed(StoredEvent event, List<Shown> contents, List<String> erased) implements Line {
        public Disclosed {
            contents = List.copyOf(contents);
            erased = List.copyOf(erased);
        }

        /** Without texts. */
        public Disclosed(StoredEvent event) {
            this(event, List.of(), List.of());
        }

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

    /**
     * A disclosed text; whether it is the one that the event means is for the reader to check.
     *
     * @param content its id
     */
    record Shown(String content, byte[] salt, String text) {

        /** A content of the store, to be disclosed. */
        public static Shown of(Content content) {
            return new Shown(content.ref().content().value(), content.salt(), content.text());
        }
    }
}
