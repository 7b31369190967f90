package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.event;
import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;

class AppendTest {

    private final Store store = SharedStore.store();
    private final EventStorageEngine engine = store.engine();

    @Test
    void givesGaplessPositionsWhileReadersSeeEveryEventOnceInOrder() throws Exception {
        // given
        long from = store.log().size();
        int writers = 64;
        int appends = 20;
        List<Recorded> seen = Collections.synchronizedList(new ArrayList<>());
        List<Recorded> seenByAnother = Collections.synchronizedList(new ArrayList<>());
        Map<String, Long> receipts = Collections.synchronizedMap(new HashMap<>());

        // when
        try (var reader = store.log().follow("test", from, seen::addAll);
                var another = store.log().follow("another", from, seenByAnother::addAll);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                done.add(threads.submit(() -> {
                    String stream = newStream();
                    for (int a = 0; a < appends; a++) {
                        List<DomainEventMessage<?>> events = events(stream, a * 3L, 3);
                        receipts.put(events.getLast().getIdentifier(), appendAsCommand(events, null));
                    }
                }));
            }
            for (Future<?> writer : done) {
                writer.get();
            }

            // then
            long size = store.log().size();
            assertThat(size).isEqualTo(from + writers * appends * 3L);
            assertThat(reader.await(size, Duration.ofSeconds(60))).isTrue();
            assertThat(another.await(size, Duration.ofSeconds(60))).isTrue();
        }
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).position()).isEqualTo(from + i);
        }
        assertThat(seenByAnother).isEqualTo(seen);
        assertThat(seen).hasSize(writers * appends * 3);
        Map<String, Long> sequences = new HashMap<>();
        seen.forEach(e -> assertThat(e.sequence()).isEqualTo(sequences.merge(e.stream(), 0L, (a, b) -> a + 1)));
        seen.forEach(e -> receipts.computeIfPresent(e.id(), (id, position) -> {
            assertThat(position).isEqualTo(e.position());
            return null;
        }));
        assertThat(receipts).isEmpty();
    }

    @Test
    void failsOnlyTheCommandsThatLostTheRaceForAStream() throws Exception {
        // given
        String contended = newStream();
        long before = store.log().size();
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger won = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();

        // when
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                threads.submit(() -> {
                    start.await();
                    try {
                        engine.appendEvents(events(contended, 0, 2));
                        won.incrementAndGet();
                    } catch (ConcurrencyException e) {
                        lost.incrementAndGet();
                    }
                    return null;
                });
                others.add(threads.submit(() -> {
                    start.await();
                    engine.appendEvents(events(newStream(), 0, 2));
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> other : others) {
                other.get();
            }
        }

        // then
        assertThat(won).hasValue(1);
        assertThat(lost).hasValue(31);
        assertThat(store.log().size()).isEqualTo(before + 2 + 32 * 2);
        assertThat(store.log().readStream(contended)).hasSize(2);
    }

    @Test
    void refusesAGapInAStream() {
        // given
        String stream = newStream();
        engine.appendEvents(events(stream, 0, 2));
        long size = store.log().size();

        // when then
        assertThatThrownBy(() -> engine.appendEvents(List.of(event(stream, 3))))
                .isInstanceOf(ConcurrencyException.class);
        assertThatThrownBy(() -> engine.appendEvents(List.of(event(newStream(), 1))))
                .isInstanceOf(ConcurrencyException.class);
        assertThatThrownBy(() -> engine.appendEvents(List.of(event(stream, 2), event(stream, 4))))
                .isInstanceOf(ConcurrencyException.class);
        assertThat(store.log().size()).isEqualTo(size);
        engine.appendEvents(List.of(event(stream, 2)));
        assertThat(engine.lastSequenceNumberFor(stream)).contains(2L);
    }

    @Test
    void writesContentInTheCommitOfItsEventOrNotAtAll() {
        // given
        Content content = Content.of(new ContentId("content-" + UUID.randomUUID()), new byte[16], "text with \0 and ä");
        Content lost = Content.of(new ContentId("content-" + UUID.randomUUID()), new byte[16], "never");
        String stream = newStream();

        // when
        long position = appendAsCommand(events(stream, 0, 2), content);
        assertThatThrownBy(() -> appendAsCommand(events(stream, 0, 1), lost)).isInstanceOf(ConcurrencyException.class);

        // then
        assertThat(position).isEqualTo(store.log().readStream(stream).getLast().position());
        Content found = store.contents().find(content.ref().content()).orElseThrow();
        assertThat(found.text()).isEqualTo("text with \0 and ä");
        assertThat(found.ref()).isEqualTo(content.ref());
        assertThat(store.contents().find(lost.ref().content())).isEmpty();
    }

    @Test
    void refusesAContentThatIsThereAlreadyAndNobodyElse() throws Exception {
        // given
        Content content = Content.of(new ContentId("content-" + UUID.randomUUID()), new byte[16], "first");
        Content again = Content.of(content.ref().content(), new byte[16], "second");
        appendAsCommand(events(newStream(), 0, 1), content);

        // when
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                others.add(threads.submit(() -> appendAsCommand(events(newStream(), 0, 1), null)));
            }
            assertThatThrownBy(() -> appendAsCommand(events(newStream(), 0, 1), again))
                    .isInstanceOf(ConcurrencyException.class);
            for (Future<?> other : others) {
                other.get();
            }
        }

        // then
        assertThat(store.contents().find(content.ref().content()).orElseThrow().text())
                .isEqualTo("first");
    }

    @Test
    void readsALongStreamInPagesAsItWasWritten() {
        // given
        String stream = newStream();
        List<DomainEventMessage<?>> written = events(stream, 0, 1_203);
        engine.appendEvents(written.subList(0, 700));
        engine.appendEvents(written.subList(700, 1_203));

        // when
        DomainEventStream read = engine.readEvents(stream, 3);

        // then
        for (DomainEventMessage<?> expected : written.subList(3, 1_203)) {
            DomainEventMessage<?> actual = read.next();
            assertThat(actual.getIdentifier()).isEqualTo(expected.getIdentifier());
            assertThat(actual.getSequenceNumber()).isEqualTo(expected.getSequenceNumber());
            assertThat(actual.getPayload()).isEqualTo(expected.getPayload());
            assertThat(actual.getType()).isEqualTo("task");
        }
        assertThat(read.hasNext()).isFalse();
        assertThat(read.getLastSequenceNumber()).isEqualTo(1_202);
        assertThat(engine.readEvents(newStream()).hasNext()).isFalse();
    }

    @Test
    void keepsOnlyTheTextsOfMetadata() {
        // given
        String stream = newStream();
        DomainEventMessage<?> message = event(stream, 0);

        // when
        engine.appendEvents(List.of(message.andMetaData(Map.of("traceId", "a\"b\0", "receipt", new Receipt()))));

        // then
        assertThat(engine.readEvents(stream).next().getMetaData()).containsOnly(Map.entry("traceId", "a\"b\0"));
    }

    @Test
    void numbersTrackingTokensByPosition() {
        // given
        TrackingToken head = engine.createHeadToken();
        engine.appendEvents(events(newStream(), 0, 3));
        long size = store.log().size();

        // when
        List<Long> positions = engine.readEvents(head, false)
                .map(e -> e.trackingToken().position().orElseThrow())
                .toList();

        // then
        assertThat(positions).contains(size - 3, size - 2, size - 1).isSorted();
        assertThat(engine.createHeadToken().covers(new GlobalSequenceTrackingToken(size - 1)))
                .isTrue();
    }

    @Test
    void storesTheLeafHashOfExactlyWhatIsRead() {
        // given
        engine.appendEvents(events(newStream(), 0, 5));
        long size = store.log().size();

        // when
        List<StoredEvent> rows = store.log().read(size - 5, 5);

        // then
        assertThat(store.ledger().leafHashes(size - 5, size))
                .usingElementComparator(java.util.Arrays::compare)
                .containsExactlyElementsOf(rows.stream().map(LeafHash::of).toList());
        Event event = store.log().decode(rows.getFirst()).event();
        assertThat(new EventCodec().encode(event)).isEqualTo(rows.getFirst().payload());
    }

    private long appendAsCommand(
            List<DomainEventMessage<?>> events, @org.jspecify.annotations.Nullable Content content) {
        Receipt receipt = new Receipt();
        RecordToolOutcome command =
                new RecordToolOutcome(new TaskId("test"), content, false, null, true, 1, null, null);
        DefaultUnitOfWork<?> work =
                DefaultUnitOfWork.startAndGet(new GenericCommandMessage<>(command, Map.of(Receipt.KEY, receipt)));
        try {
            engine.appendEvents(events);
            work.commit();
        } catch (RuntimeException e) {
            work.rollback(e);
            throw e;
        }
        return receipt.position();
    }
}
