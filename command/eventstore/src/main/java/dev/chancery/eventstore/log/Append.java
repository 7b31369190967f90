package dev.chancery.eventstore.log;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.eventstore.content.SealedContent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one command wants appended, all or nothing.
 *
 * <p>It belongs to whoever claims it: the appender when it takes it into a batch, or the caller when he has waited too long
 * in the queue. So a caller who gave up knows that nothing of his will be appended.
 */
final class Append {

    private final List<NewEvent> events;
    private final List<SealedContent> contents;
    private final CompletableFuture<Long> lastPosition = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();

    Append(List<NewEvent> events, List<SealedContent> contents) {
        this.events = events;
        this.contents = contents;
    }

    List<NewEvent> events() {
        return events;
    }

    List<SealedContent> contents() {
        return contents;
    }

    long bytes() {
        long bytes = 0;
        for (NewEvent event : events) {
            bytes += event.payload().length + event.metadata().length;
        }
        for (SealedContent content : contents) {
            bytes += content.sealed().length;
        }
        return bytes;
    }

    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    void committed(long position) {
        lastPosition.complete(position);
    }

    /** Whether the caller has been told. */
    boolean isSettled() {
        return lastPosition.isDone();
    }

    void failed(RuntimeException reason) {
        lastPosition.completeExceptionally(reason);
    }

    /** Waits for the commit; once the appender has claimed it, as long as that takes, which the appender bounds. */
    long await(Duration inQueue) {
        boolean interrupted = false;
        long limit = inQueue.toNanos();
        try {
            while (true) {
                try {
                    return lastPosition.get(limit, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (claim()) {
                        throw new RecordUnavailable("The record takes longer than " + inQueue + " to write", e);
                    }
                    limit = Long.MAX_VALUE;
                } catch (InterruptedException e) {
                    // The events may be on their way: their fate must be known before anybody acts on it.
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A caller gets an exception with a stack of his own, of the type that the appender chose. */
    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RecordUnavailable down) {
            return new RecordUnavailable(String.valueOf(down.getMessage()), down);
        }
        return e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e);
    }
}
