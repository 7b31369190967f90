package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.log.RecordUnavailable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What could not be recorded while the record was away, and is as soon as it is back. There are never more of these than
 * requests under way, which are bounded. Should the process die first, the tasks are closed as abandoned at its next start.
 */
public final class Unfinished implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Unfinished.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Consumer<TaskCommand> send;
    private final Consumer<TaskId> neverOpened;
    private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("unfinished").factory());
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Finishes by sending commands.
     *
     * @param send sends a command, and throws {@link RecordUnavailable} when it must be tried again
     * @param neverOpened told the task whose opening turns out not to be on the record
     */
    public Unfinished(Consumer<TaskCommand> send, Consumer<TaskId> neverOpened) {
        this.send = send;
        this.neverOpened = neverOpened;
    }

    /** Sends a command once the record is back. */
    public void later(TaskCommand command) {
        waiting.incrementAndGet();
        retry(command);
    }

    /** How many commands wait. */
    public int waiting() {
        return waiting.get();
    }

    private void retry(TaskCommand command) {
        pauses.schedule(
                () -> Thread.startVirtualThread(() -> attempt(command)), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void attempt(TaskCommand command) {
        try {
            send.accept(command);
            waiting.decrementAndGet();
        } catch (RecordUnavailable e) {
            retry(command);
        } catch (AggregateNotFoundException e) {
            neverOpened.accept(command.task());
            waiting.decrementAndGet();
        } catch (RuntimeException e) {
            waiting.decrementAndGet();
            LOG.atError()
                    .addKeyValue("task", command.task())
                    .addKeyValue("command", command.getClass().getSimpleName())
                    .setCause(e)
                    .log("What was unfinished could not be recorded");
        }
    }

    @Override
    public void close() {
        pauses.shutdownNow();
    }
}
