package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.RecordDeliveries;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.log.RecordUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

    private final List<RecordDelivery> recorded = new CopyOnWriteArrayList<>();
    private final AtomicInteger commands = new AtomicInteger();

    private void record(Command command) {
        commands.incrementAndGet();
        recorded.addAll(((RecordDeliveries) command).deliveries());
    }

    @Test
    void recordsEverythingThatWaitsWhenItIsClosed() {
        // given
        Deliveries deliveries = new Deliveries(this::record);
        List<RecordDelivery> told = new ArrayList<>();
        // when
        for (int i = 0; i < 1_000; i++) {
            TaskId task = new TaskId("t-" + i);
            if (i % 2 == 0) {
                deliveries.delivered(task, i);
                told.add(new RecordDelivery(task, (long) i, null));
            } else {
                deliveries.failed(task, "gone", null);
                told.add(new RecordDelivery(task, null, "gone"));
            }
        }
        deliveries.close();
        // then
        assertThat(recorded).containsExactlyElementsOf(told);
        assertThat(commands.get()).isLessThan(20);
        assertThat(deliveries.waiting()).isZero();
    }

    @Test
    void keepsWhatItHasUntilTheRecordIsBack() throws Exception {
        // given
        AtomicInteger away = new AtomicInteger(2);
        CountDownLatch back = new CountDownLatch(1);
        try (Deliveries deliveries = new Deliveries(command -> {
            if (away.getAndDecrement() > 0) {
                throw new RecordUnavailable("away", null);
            }
            record(command);
            back.countDown();
        })) {
            // when
            deliveries.delivered(new TaskId("t"), 7);
            // then
            assertThat(back.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(recorded).containsExactly(new RecordDelivery(new TaskId("t"), 7L, null));
        }
    }

    @Test
    void losesOnlyTheOneThatCannotBeRecorded() {
        // given
        Deliveries deliveries = new Deliveries(command -> {
            if (((RecordDeliveries) command)
                    .deliveries().stream().anyMatch(d -> d.task().value().equals("broken"))) {
                throw new IllegalStateException("broken");
            }
            record(command);
        });
        // when
        for (String task : List.of("a", "broken", "b")) {
            deliveries.delivered(new TaskId(task), 1);
        }
        deliveries.close();
        // then
        assertThat(recorded).extracting(d -> d.task().value()).containsExactly("a", "b");
    }

    @Test
    void countsWhatFindsNoRoom() throws Exception {
        // given
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Deliveries deliveries = new Deliveries(command -> {
            stuck.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            record(command);
        })) {
            deliveries.delivered(new TaskId("first"), 1);
            assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
            // when
            for (int i = 0; i < Deliveries.WAITING + 3; i++) {
                deliveries.delivered(new TaskId("t-" + i), 1);
            }
            // then
            assertThat(deliveries.dropped()).isEqualTo(3);
            release.countDown();
        }
        assertThat(recorded).hasSize(Deliveries.WAITING + 1);
    }
}
