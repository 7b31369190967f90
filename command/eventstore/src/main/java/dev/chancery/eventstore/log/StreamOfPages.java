package dev.chancery.eventstore.log;

import java.util.NoSuchElementException;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.jspecify.annotations.Nullable;

/** An aggregate's events, read a page at a time. */
final class StreamOfPages implements DomainEventStream {

    private final Paged<DomainEventMessage<?>> pages;
    private @Nullable Long lastSequence;

    StreamOfPages(Paged<DomainEventMessage<?>> pages, long before) {
        this.pages = pages;
        this.lastSequence = before < 0 ? null : before;
    }

    @Override
    public boolean hasNext() {
        return pages.hasNext();
    }

    @Override
    public DomainEventMessage<?> next() {
        DomainEventMessage<?> event = pages.next();
        lastSequence = event.getSequenceNumber();
        return event;
    }

    @Override
    public DomainEventMessage<?> peek() {
        DomainEventMessage<?> event = pages.peek();
        if (event == null) {
            throw new NoSuchElementException();
        }
        return event;
    }

    /** That of the last event taken. */
    @Override
    public @Nullable Long getLastSequenceNumber() {
        return lastSequence;
    }
}
