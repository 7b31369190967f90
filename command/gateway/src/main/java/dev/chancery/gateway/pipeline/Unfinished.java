package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.log.RecordUnavailable;
import java.time.Duration;
import java.util.List;
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

    private final Consumer<Command> send;
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
    public Unfinished(Consumer<Command> send, Consumer<TaskId> neverOpened) {
        this.send = send;
        this.neverOpened = neverOpened;
    }

    /** Sends commands once the record is back, each when the one before it was recorded. */
    public void later(Command... commands) {
        waiting.incrementAndGet();
        retry(List.of(commands));
    }

    /** How many requests have something that waits. */
    public int waiting() {
        return waiting.get();
    }

    private void retry(List<Command> commands) {
        pauses.schedule(
                () -> Thread.startVirtualThread(() -> attempt(commands)), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void attempt(List<Command> commands) {
        int done = 0;
        try {
            for (; done < commands.size(); done++) {
                send.accept(commands.get(done));
            }
            waiting.decrementAndGet();
        } catch (RecordUnavailable e) {
            retry(commands.subList(done, commands.size()));
        } catch (AggregateNotFoundException e) {
            if (commands.get(done) instanceof TaskCommand command) {
                neverOpened.accept(command.task());
            }
            waiting.decrementAndGet();
        } catch (RuntimeException e) {
            waiting.decrementAndGet();
            LOG.atError()
                    .addKeyValue("target", commands.get(done).target())
                    .addKeyValue("command", commands.get(done).getClass().getSimpleName())
                    .setCause(e)
                    .log("What was unfinished could not be recorded");
        }
    }

    @Override
    public void close() {
        pauses.shutdownNow();
    }
}
