package dev.chancery.handling;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.contracts.log.StreamSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;

/** A record in memory that keeps the promises of the real one, and breaks down when told. */
public final class MemoryRecord implements EventStorageEngine, EventLog {

    /** What becomes of the next commits. */
    public enum Weather {
        FINE,
        /** Nothing is written, and nobody knows. */
        LOST,
        /** It is written, and nobody knows. */
        UNHEARD,
        /** Nothing is written, and that is certain. */
        REFUSED
    }

    private final List<DomainEventMessage<?>> events = new ArrayList<>();
    private volatile Weather weather = Weather.FINE;
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger logReads = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final Map<String, DomainEventMessage<?>> snapshots = new HashMap<>();

    public void weather(Weather next) {
        weather = next;
    }

    public int commits() {
        return commits.get();
    }

    /** The events of a stream. */
    public synchronized List<Event> of(String stream) {
        return of(stream, 0).map(message -> (Event) message.getPayload()).toList();
    }

    private Stream<DomainEventMessage<?>> of(String stream, long from) {
        return events.stream().filter(e -> e.getAggregateIdentifier().equals(stream) && e.getSequenceNumber() >= from);
    }

    @Override
    public synchronized void appendEvents(List<? extends EventMessage<?>> messages) {
        if (weather == Weather.LOST) {
            throw new RecordUnavailable("lost", null);
        }
        if (weather == Weather.REFUSED) {
            throw new IllegalStateException("refused");
        }
        List<DomainEventMessage<?>> sound = new ArrayList<>();
        for (EventMessage<?> message : messages) {
            DomainEventMessage<?> event = (DomainEventMessage<?>) message;
            long last = Stream.concat(events.stream(), sound.stream())
                    .filter(before -> before.getAggregateIdentifier().equals(event.getAggregateIdentifier()))
                    .count();
            if (event.getSequenceNumber() != last) {
                throw new ConcurrencyException(event.getAggregateIdentifier() + " goes on elsewhere");
            }
            sound.add(event);
        }
        events.addAll(sound);
        commits.incrementAndGet();
        if (weather == Weather.UNHEARD) {
            throw new RecordUnavailable("unheard", null);
        }
    }

    @Override
    public synchronized DomainEventStream readEvents(String stream, long first) {
        List<DomainEventMessage<?>> read = of(stream, first).toList();
        read.forEach(event -> reads.incrementAndGet());
        return DomainEventStream.of(read);
    }

    /** Events that aggregates were loaded from since this was last asked, summaries not counted. */
    public int reads() {
        return reads.getAndSet(0);
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(TrackingToken token, boolean mayBlock) {
        throw new UnsupportedOperationException("Nobody tracks here");
    }

    @Override
    public synchronized void storeSnapshot(DomainEventMessage<?> snapshot) {
        snapshots.put(
                snapshot.getAggregateIdentifier(),
                new GenericDomainEventMessage<>(
                        snapshot.getType(),
                        snapshot.getAggregateIdentifier(),
                        snapshot.getSequenceNumber(),
                        ((StreamSummary.Source) snapshot.getPayload()).summary()));
    }

    @Override
    public synchronized Optional<DomainEventMessage<?>> readSnapshot(String stream) {
        return Optional.ofNullable(snapshots.get(stream));
    }

    /** Events that were read by position, ever. */
    public int logReads() {
        return logReads.get();
    }

    /** Forgets everything that is derived. */
    public synchronized void dropSnapshots() {
        snapshots.clear();
    }

    @Override
    public synchronized long size() {
        return events.size();
    }

    @Override
    public synchronized List<StoredEvent> read(long from, int limit) {
        List<StoredEvent> read =
                events.stream().skip(from).limit(limit).map(this::stored).toList();
        logReads.addAndGet(read.size());
        return read;
    }

    @Override
    public synchronized List<StoredEvent> readStream(String stream) {
        return of(stream, 0).map(this::stored).toList();
    }

    private StoredEvent stored(DomainEventMessage<?> message) {
        return new StoredEvent(
                events.indexOf(message),
                message.getIdentifier(),
                message.getAggregateIdentifier(),
                message.getSequenceNumber(),
                name(message.getPayload()),
                1,
                Office.NOON,
                new byte[0],
                new byte[0]);
    }

    /** As the real record names the events that a reader looks for by their names. */
    private static String name(Object event) {
        return switch (event) {
            case SpendReserved ignored -> "task.spend-reserved";
            case SpendSettled ignored -> "task.spend-settled";
            case TaskOpened ignored -> "task.opened";
            case ToolCallRequested ignored -> "tool.call-requested";
            case ToolCallAuthorized ignored -> "tool.call-authorized";
            default -> "other";
        };
    }

    @Override
    public synchronized Recorded decode(StoredEvent stored) {
        return new Recorded(stored.position(), stored.id(), stored.stream(), stored.sequence(), stored.at(), (Event)
                events.get((int) stored.position()).getPayload());
    }

    @Override
    public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
        throw new UnsupportedOperationException("Nobody follows here");
    }
}
