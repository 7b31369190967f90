package dev.chancery.contracts.log;

import dev.chancery.contracts.ContentId;
import java.util.Optional;

/** The erasable store of sanitised content, read. It is written in the commit of the events that refer to it. */
public interface ContentStore {

    /** The content, or empty when it was erased or never was. */
    Optional<Content> find(ContentId id);
}
