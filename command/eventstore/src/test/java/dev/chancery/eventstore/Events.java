package dev.chancery.eventstore;

import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;

/** Events for tests. */
final class Events {

    private Events() {}

    static String newStream() {
        return "task/" + UUID.randomUUID();
    }

    static DomainEventMessage<?> event(String stream, long sequence) {
        return new GenericDomainEventMessage<>("task", stream, sequence, new ToolCallFailed("detail", sequence, null));
    }

    /** Events of a stream, from a sequence on. */
    static List<DomainEventMessage<?>> events(String stream, long first, int count) {
        List<DomainEventMessage<?>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(stream, first + i));
        }
        return events;
    }
}
