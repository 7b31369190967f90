package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.log.Recorded;
import dev.chancery.eventstore.log.PostgresEventLog;
import dev.chancery.record.EventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FollowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final Store store = SharedStore.store();

    @Test
    void givesTheSameBatchAgainToAReaderThatFailed() throws Exception {
        // given
        long from = store.log().size();
        List<Recorded> taken = new ArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();

        // when
        try (var reader = store.log().follow("failing", from, batch -> {
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("disk full");
            }
            taken.addAll(batch);
        })) {
            store.engine().appendEvents(events(newStream(), 0, 4));

            // then
            assertThat(reader.await(from + 4, PATIENCE)).isTrue();
        }
        assertThat(taken).extracting(Recorded::position).containsExactly(from, from + 1, from + 2, from + 3);
        assertThat(failed).isTrue();
    }

    @Test
    void aSlowReaderMissesNothingAndDelaysNobody() throws Exception {
        // given
        long from = store.log().size();
        CountDownLatch mayGoOn = new CountDownLatch(1);
        List<Recorded> slow = new ArrayList<>();
        List<Recorded> quick = new ArrayList<>();

        // when
        try (var slowReader = store.log().follow("slow", from, batch -> {
                    await(mayGoOn);
                    slow.addAll(batch);
                });
                var quickReader = store.log().follow("quick", from, quick::addAll)) {
            long end = from;
            for (int i = 0; i < 30; i++) {
                store.engine().appendEvents(events(newStream(), 0, 2));
                end += 2;
                assertThat(quickReader.await(end, PATIENCE)).isTrue();
            }
            assertThat(slowReader.position()).isEqualTo(from);
            mayGoOn.countDown();

            // then
            assertThat(slowReader.await(end, PATIENCE)).isTrue();
            store.engine().appendEvents(events(newStream(), 0, 2));
            assertThat(slowReader.await(end + 2, PATIENCE)).isTrue();
            assertThat(quickReader.await(end + 2, PATIENCE)).isTrue();
        }
        assertThat(slow).isEqualTo(quick);
    }

    @Test
    void seesWhatAnotherProcessAppended() throws Exception {
        // given
        long from = store.log().size();
        store.engine().appendEvents(events(newStream(), 0, 10));
        var elsewhere = new PostgresEventLog(store.dataSource(), new EventCodec());
        List<Recorded> seen = new ArrayList<>();

        // when
        try (elsewhere;
                var reader = elsewhere.follow("elsewhere", from, seen::addAll)) {
            assertThat(reader.await(from + 10, PATIENCE)).isTrue();
            store.engine().appendEvents(events(newStream(), 0, 3));

            // then
            assertThat(reader.await(from + 13, PATIENCE)).isTrue();
        }
        assertThat(seen).hasSize(13);
    }

    @Test
    void letsAReaderRestUntilSomebodyWaitsForIt() throws Exception {
        // given
        long from = store.log().size();
        try (var resting = store.log().follow("resting", from, Duration.ofHours(1), batch -> {});
                var quick = store.log().follow("quick", from, batch -> {})) {

            // when one commit follows the other, in the first of which it may still be catching up
            int commits = 50;
            for (int i = 1; i <= commits; i++) {
                store.engine().appendEvents(events(newStream(), 0, 1));
                assertThat(quick.await(from + i, PATIENCE)).isTrue();
            }

            // then
            assertThat(resting.position()).isLessThan(from + commits);
            assertThat(resting.await(from + commits, PATIENCE)).isTrue();
        }
    }

    @Test
    void readsThousandsOfPastEventsInBatches() throws Exception {
        // given
        long from = store.log().size();
        for (int i = 0; i < 3; i++) {
            store.engine().appendEvents(events(newStream(), 0, 1_000));
        }
        List<Integer> batches = new ArrayList<>();

        // when
        try (var reader = store.log().follow("past", from, batch -> batches.add(batch.size()))) {
            assertThat(reader.await(from + 3_000, PATIENCE)).isTrue();
        }

        // then
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3_000);
        assertThat(batches).allMatch(n -> n <= 1_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
