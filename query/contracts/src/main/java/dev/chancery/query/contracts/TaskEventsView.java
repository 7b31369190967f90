package dev.chancery.query.contracts;

import dev.chancery.contracts.log.StoredEvent;
import java.util.List;

/** The stream of a task as it is kept; empty when there is no such task. */
public record TaskEventsView(List<StoredEvent> events) {}
