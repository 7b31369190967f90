package dev.chancery.contracts.log;

import dev.chancery.contracts.ContentId;
import java.time.Instant;
import java.util.Optional;

/** The erasable store of sanitised content, read. It is written in the commit of the events that refer to it. */
public interface ContentStore {

    /**
     * The content, or empty when it was erased or never was.
     *
     * @throws ContentUnreadable when it is there and cannot be opened
     */
    Optional<Content> find(ContentId id);

    /** When a content was erased; empty when it was not, or when the store does not know. */
    default Optional<Instant> erasedAt(ContentId id) {
        return Optional.empty();
    }
}
