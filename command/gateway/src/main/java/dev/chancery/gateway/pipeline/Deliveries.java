package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.RecordDeliveries;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.log.RecordUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what came of handing answers to their callers, after it has come: no answer waits for this. Outcomes are gathered
 * for a moment and recorded many at a time, each in its own task's stream. While the record is away they wait here, up to a
 * limit; those beyond it, and those that the process dies with, are found at the next start and closed as abandoned.
 */
public final class Deliveries implements AutoCloseable {

    /** So many outcomes may wait for the record: several times the requests that may be under way. */
    static final int WAITING = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int TOGETHER = 256;
    private static final Duration GATHER = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Consumer<Command> send;
    private final BlockingQueue<RecordDelivery> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param send sends a command, and throws {@link RecordUnavailable} when it must be tried again
     */
    public Deliveries(Consumer<Command> send) {
        this.send = send;
        this.thread = Thread.ofPlatform().daemon().name("deliveries").start(this::run);
    }

    /** The last byte was handed to the caller's connection. */
    public void delivered(TaskId task, long bytes) {
        tell(new RecordDelivery(task, bytes, null));
    }

    /**
     * Not all of it was.
     *
     * @param bytes handed over before, null when not known
     */
    public void failed(TaskId task, String reason, @Nullable Long bytes) {
        tell(new RecordDelivery(task, bytes, reason));
    }

    /** How many outcomes are not on the record yet. */
    public int waiting() {
        return waiting.size();
    }

    /** How many outcomes found no room. */
    public long dropped() {
        return dropped.get();
    }

    private void tell(RecordDelivery delivery) {
        if (!waiting.offer(delivery)) {
            dropped.incrementAndGet();
            LOG.atError().addKeyValue("task", delivery.task()).log("What came of a delivery found no room to wait");
        }
    }

    private void run() {
        try {
            while (!closed || !waiting.isEmpty()) {
                RecordDelivery first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    if (!closed) {
                        Thread.sleep(GATHER);
                    }
                    List<RecordDelivery> together = new ArrayList<>(List.of(first));
                    waiting.drainTo(together, TOGETHER - 1);
                    record(together);
                }
            }
        } catch (InterruptedException e) {
            LOG.atWarn().addKeyValue("waiting", waiting.size()).log("Outcomes of deliveries were left unrecorded");
        }
    }

    private void record(List<RecordDelivery> together) throws InterruptedException {
        while (true) {
            try {
                send.accept(new RecordDeliveries(together));
                return;
            } catch (RecordUnavailable e) {
                Thread.sleep(PAUSE);
            } catch (RuntimeException e) {
                if (together.size() == 1) {
                    LOG.atError()
                            .addKeyValue("task", together.getFirst().task())
                            .setCause(e)
                            .log("What came of a delivery could not be recorded");
                    return;
                }
                for (RecordDelivery one : together) {
                    record(List.of(one));
                }
                return;
            }
        }
    }

    /** Records what waits, as far as that is possible within ten seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(CLOSING)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
