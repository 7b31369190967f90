package dev.chancery.contracts.event;

import dev.chancery.contracts.ContentId;

/** What became of stored content; in the stream of the task that it belongs to. */
public sealed interface ContentEvent extends Event {

    /**
     * Sanitised content was shown outside the request that made it.
     *
     * @param to who saw it
     * @param purpose review, retrieval, audit pack
     */
    record ContentDisclosed(ContentId content, String to, String purpose) implements ContentEvent {}
}
