package dev.chancery.handling.budget;

import static dev.chancery.handling.Office.answered;
import static dev.chancery.handling.Office.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.handling.MemoryRecord.Weather;
import dev.chancery.handling.Office;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpendingTest {

    private static final int THREADS = 64;

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void neverExceedsACapUnderManyThreads() throws Exception {
        // given
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        AtomicLong most = new AtomicLong();
        // when
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < THREADS; client++) {
                String name = "t-" + client + "-";
                clients.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        if (office.send(open(name + i)) instanceof Opening.Permitted) {
                            List<Long> now = office.balance();
                            most.accumulateAndGet(now.getFirst() + now.getLast(), Math::max);
                            office.send(answered(name + i, Gate.AUTONOMOUS));
                            answered.incrementAndGet();
                        } else {
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        // then
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(Office.CAP);
        assertThat(office.balance()).containsExactly(100L * answered.get(), 0L);
        assertThat(refused.get()).isPositive();
        assertThat(answered.get() + refused.get()).isEqualTo(THREADS * 10);
    }

    @Test
    void givesBackWhatAFailedCommitHadTaken() {
        office.record.weather(Weather.REFUSED);
        assertThatThrownBy(() -> office.send(open("t"))).isInstanceOf(IllegalStateException.class);
        assertThat(office.balance()).containsExactly(0L, 0L);
    }

    @Test
    void keepsWhatACommitOfUnknownFateHasTakenUntilItIsKnown() {
        // given
        AbandonTask lost = new AbandonTask(new TaskId("lost"), AbandonCause.COMMIT_UNKNOWN);
        AbandonTask unheard = new AbandonTask(new TaskId("unheard"), AbandonCause.COMMIT_UNKNOWN);
        office.record.weather(Weather.LOST);
        assertThatThrownBy(() -> office.send(open("lost"))).isInstanceOf(RecordUnavailable.class);
        office.record.weather(Weather.UNHEARD);
        assertThatThrownBy(() -> office.send(open("unheard"))).isInstanceOf(RecordUnavailable.class);
        assertThat(office.balance()).containsExactly(0L, 2_000L);
        office.record.weather(Weather.FINE);
        // when
        office.send(unheard);
        assertThatThrownBy(() -> office.send(lost)).isInstanceOf(AggregateNotFoundException.class);
        office.spending.release(lost.task());
        office.spending.release(lost.task());
        // then
        assertThat(office.balance()).containsExactly(0L, 0L);
        assertThat(office.<Opening>send(open("lost"))).isInstanceOf(Opening.Permitted.class);
    }

    @Test
    void isTheSameFoldedFromTheRecord() {
        // given
        office.send(open("answered"));
        office.send(answered("answered", Gate.AUTONOMOUS));
        office.send(open("open"));
        office.send(open("abandoned"));
        office.send(new AbandonTask(new TaskId("abandoned"), AbandonCause.PROCESS_ENDED));
        // when
        Spending folded = Spending.from(office.record);
        // then
        assertThat(Office.balance(folded)).isEqualTo(office.balance()).containsExactly(1_100L, 1_000L);
    }
}
