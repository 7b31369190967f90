package dev.chancery.eventstore.log;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.contracts.log.StreamSummary;
import dev.chancery.eventstore.content.Sealing;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import dev.chancery.record.StoredName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Axon's way to the log. A stream is an aggregate; positions have no gap, so a tracking token is a position.
 *
 * <p>{@link #appendEvents} returns when the events are durable. It takes from the command at work the contents that go into
 * the same commit, and fills the {@link Receipt} in the command's metadata.
 *
 * <p>A snapshot is a {@link StreamSummary}, of which a loaded aggregate gets to see the summary in the place of the events
 * that it stands for. Most streams are a task of a dozen events and never have one.
 */
public final class PostgresEventStorageEngine implements EventStorageEngine {

    private static final int PAGE = 500;
    private static final String CONTENTS_TAKEN = PostgresEventStorageEngine.class.getName() + ".contents";

    private final Appender appender;
    private final PostgresEventLog log;
    private final EventCodec codec;
    private final Sealing sealing;
    private final Admission admission;
    private final PostgresSummaries summaries;

    public PostgresEventStorageEngine(
            Appender appender, PostgresEventLog log, EventCodec codec, Sealing sealing, Admission admission) {
        this.appender = appender;
        this.log = log;
        this.codec = codec;
        this.sealing = sealing;
        this.admission = admission;
        this.summaries = log.summaries();
    }

    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        if (events.isEmpty()) {
            return;
        }
        List<NewEvent> drafts = events.stream().map(this::draft).toList();
        if (!CurrentUnitOfWork.isStarted()) {
            appender.append(new Append(drafts, List.of()));
            return;
        }
        UnitOfWork<?> work = CurrentUnitOfWork.get();
        NewEvent first = drafts.getFirst();
        if (first.event() instanceof TaskOpened opened) {
            sealing.opens(first.stream(), opened, first.at());
        }
        long position = appender.append(new Append(drafts, sealing.seal(first.stream(), contents(work), first.at())));
        if (work.getMessage().getMetaData().get(Receipt.KEY) instanceof Receipt receipt) {
            receipt.committed(position);
        }
    }

    /** The contents go with the first events of a command, should it append twice. */
    private static List<Content> contents(UnitOfWork<?> work) {
        boolean first = work.resources().putIfAbsent(CONTENTS_TAKEN, true) == null;
        return first && work.getMessage().getPayload() instanceof Command command ? command.contents() : List.of();
    }

    private NewEvent draft(EventMessage<?> published) {
        if (!(published instanceof DomainEventMessage<?> message && message.getPayload() instanceof Event event)) {
            throw new IllegalArgumentException("Only events of the published language that an aggregate applied are"
                    + " recorded, not " + published.getPayloadType().getName());
        }
        String stream = message.getAggregateIdentifier();
        if (!stream.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("The name of a stream is printable ASCII");
        }
        StoredName name = codec.nameOf(event);
        return new NewEvent(
                UUID.fromString(message.getIdentifier()).toString(),
                stream,
                message.getSequenceNumber(),
                name.name(),
                name.revision(),
                message.getTimestamp().truncatedTo(ChronoUnit.MICROS),
                codec.encode(event),
                MetadataJson.write(admission.sign(message.getMetaData())),
                event);
    }

    @Override
    public DomainEventStream readEvents(String aggregateIdentifier, long firstSequenceNumber) {
        Paged<DomainEventMessage<?>> pages = new Paged<>(
                firstSequenceNumber,
                PAGE,
                (from, limit) -> log.readStream(aggregateIdentifier, from, limit).stream()
                        .<DomainEventMessage<?>>map(this::message)
                        .toList());
        return new StreamOfPages(pages, firstSequenceNumber - 1);
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken token, boolean mayBlock) {
        long from = token == null ? 0 : token.position().orElseThrow() + 1;
        return new Paged<>(
                        from,
                        PAGE,
                        (first, limit) -> log.read(first, limit).stream()
                                .map(this::tracked)
                                .toList())
                .stream();
    }

    private DomainEventMessage<Event> message(StoredEvent stored) {
        Recorded recorded = log.decode(stored);
        return new GenericDomainEventMessage<>(
                type(stored.stream()),
                stored.stream(),
                stored.sequence(),
                recorded.event(),
                MetadataJson.read(stored.metadata()),
                stored.id(),
                stored.at());
    }

    private TrackedEventMessage<Event> tracked(StoredEvent stored) {
        return new GenericTrackedDomainEventMessage<>(
                new GlobalSequenceTrackingToken(stored.position()), message(stored));
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
        return log.lastSequence(aggregateIdentifier);
    }

    /** The payload is an aggregate that can tell its state. */
    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        if (!(snapshot.getPayload() instanceof StreamSummary.Source source)) {
            throw new IllegalArgumentException(
                    "No snapshot can be kept of a " + snapshot.getPayloadType().getName());
        }
        summaries.keep(snapshot.getAggregateIdentifier(), snapshot.getSequenceNumber(), source.summary());
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String aggregateIdentifier) {
        return summaries
                .find(aggregateIdentifier)
                .map(found -> new GenericDomainEventMessage<>(
                        type(aggregateIdentifier), aggregateIdentifier, found.sequence(), found.summary()));
    }

    /** What the name of a stream begins with. */
    private static String type(String stream) {
        return stream.substring(0, Math.max(0, stream.indexOf('/')));
    }

    @Override
    public @Nullable TrackingToken createTailToken() {
        return null;
    }

    @Override
    public @Nullable TrackingToken createHeadToken() {
        return before(log.size());
    }

    /** Reads the whole log, for there is no index on time: this is asked for when a processor is first set up. */
    @Override
    public @Nullable TrackingToken createTokenAt(Instant dateTime) {
        return before(log.firstPositionSince(LeafHash.micros(dateTime)).orElseGet(log::size));
    }

    private static @Nullable TrackingToken before(long position) {
        return position == 0 ? null : new GlobalSequenceTrackingToken(position - 1);
    }
}
