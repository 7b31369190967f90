package dev.chancery.contracts.log;

import dev.chancery.contracts.event.Event;
import java.time.Instant;

/** An event and its place in the record; the fields are those of {@link StoredEvent}. */
public record Recorded(long position, String id, String stream, long sequence, Instant at, Event event) {}
